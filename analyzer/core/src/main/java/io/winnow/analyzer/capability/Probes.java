// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.SyscallTable;
import java.util.Map;
import java.util.Set;

/** Which checks only choose between two paths that both work, and which refuse the call, if the kind of the check does not show it. */
final class Probes {

    /**
     * Made without audit, and refusing the call all the same: a seccomp filter or a Landlock domain without {@code no_new_privs}
     * (kernel/seccomp.c, security/landlock/syscalls.c), and looking into another process (kernel/ptrace.c).
     */
    private static final Map<Capability, Set<String>> REFUSING = Map.of(
            Capability.CAP_SYS_ADMIN, Set.of("seccomp", "prctl", "landlock_restrict_self"),
            Capability.CAP_SYS_PTRACE,
            Set.of(
                    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise", "move_pages",
                    "migrate_pages", "get_robust_list", "perf_event_open"));

    private Probes() {}

    /** The kernel asks, and the call succeeds with or without. */
    static boolean isProbe(Capability capability, Item check) {
        return (check.detail() & CapabilityCheck.PROBE) != 0 && !refuses(capability, check) || asksForBound(capability, check);
    }

    /**
     * Every {@code capset} asks for CAP_SETPCAP, to know how much may become inheritable (security/commoncap.c, {@code cap_capset}): what
     * is allowed may, without it.
     */
    private static boolean asksForBound(Capability capability, Item check) {
        return capability == Capability.CAP_SETPCAP && SyscallTable.name(check.abi(), check.nr()).filter("capset"::equals).isPresent();
    }

    private static boolean refuses(Capability capability, Item check) {
        Set<String> calls = REFUSING.getOrDefault(capability, Set.of());
        return SyscallTable.name(check.abi(), check.nr()).filter(calls::contains).isPresent();
    }
}
