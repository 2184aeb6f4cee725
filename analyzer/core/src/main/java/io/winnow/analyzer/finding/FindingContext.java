// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import java.util.Map;

/**
 * What a finding has to know of its container beside its violations.
 *
 * @param version of the baseline that the container is held to: when an operator's decision changed that last, wall time in nanoseconds since 1970
 * @param changedImage the workload was frozen with the baseline of another image
 * @param labels of the container, and of its pod; untrusted
 */
public record FindingContext(long version, boolean changedImage, Map<String, String> labels) {

    public FindingContext {
        labels = Map.copyOf(labels);
    }
}
