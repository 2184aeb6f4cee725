// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.SyscallTable;
import java.util.Map;
import java.util.Set;

/**
 * Checks that the kernel makes without audit and that refuse the call all the same: a seccomp filter or a Landlock domain without
 * {@code no_new_privs} (kernel/seccomp.c, security/landlock/syscalls.c), and looking into another process (kernel/ptrace.c).
 */
final class Probes {

    private static final Map<Capability, Set<String>> REFUSING = Map.of(
            Capability.CAP_SYS_ADMIN, Set.of("seccomp", "prctl", "landlock_restrict_self"),
            Capability.CAP_SYS_PTRACE,
            Set.of(
                    "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise", "move_pages",
                    "migrate_pages", "get_robust_list", "perf_event_open"));

    private Probes() {}

    static boolean refuses(Capability capability, Item check) {
        Set<String> calls = REFUSING.getOrDefault(capability, Set.of());
        return SyscallTable.name(check.abi(), check.nr()).filter(calls::contains).isPresent();
    }
}
