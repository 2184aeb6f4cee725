// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.collector.record.Capability;
import java.util.List;
import java.util.Set;

/** Capabilities as Docker, podman and Kubernetes call them, without {@code CAP_}. */
final class CapabilityNames {

    private static final String PREFIX = "CAP_";

    private CapabilityNames() {}

    static List<String> shortNames(Set<Capability> capabilities) {
        return capabilities.stream().map(CapabilityNames::shortName).toList();
    }

    static String shortName(Capability capability) {
        return capability.name().substring(PREFIX.length());
    }
}
