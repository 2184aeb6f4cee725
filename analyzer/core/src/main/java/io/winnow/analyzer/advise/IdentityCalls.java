// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.collector.record.Capability;
import java.util.Map;
import java.util.Set;

/** The calls by which a process changes its user or its groups. Without the capability for it, it can only become what it is already. */
final class IdentityCalls {

    private static final Map<Capability, Set<String>> CALLS = Map.of(
            Capability.CAP_SETUID, Set.of("setuid", "setreuid", "setresuid", "setfsuid", "setuid32", "setreuid32", "setresuid32", "setfsuid32"),
            Capability.CAP_SETGID, Set.of("setgid", "setregid", "setresgid", "setfsgid", "setgroups", "setgid32", "setregid32", "setresgid32", "setfsgid32", "setgroups32"));

    private IdentityCalls() {}

    /** Whether a call changes nothing in a container that has these capabilities. */
    static boolean isInVain(String name, Set<Capability> capabilities) {
        return CALLS.entrySet().stream().anyMatch(each -> each.getValue().contains(name) && !capabilities.contains(each.getKey()));
    }
}
