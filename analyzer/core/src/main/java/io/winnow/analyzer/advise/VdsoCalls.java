// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls that the vDSO answers without a system call, as long as the kernel lets it (man 7 vdso; arch/x86/entry/vdso). The vDSO makes the
 * system call when the clock source of the host is one that it cannot read, the C library when the process has no vDSO. Both are
 * properties of the host and of the moment: a recording in which the vDSO answered says nothing about the next host.
 */
final class VdsoCalls {

    private static final List<String> NAMES = List.of(
            "clock_getres", "clock_getres_time64", "clock_gettime", "clock_gettime64", "getcpu", "getrandom", "gettimeofday", "time");

    private VdsoCalls() {}

    /** Those that at least one of the ABIs has, sorted. */
    static Set<String> of(Set<Abi> abis) {
        Set<String> names = new TreeSet<>();
        for (String name : NAMES) {
            if (abis.stream().anyMatch(abi -> SyscallTable.number(abi, name).isPresent())) {
                names.add(name);
            }
        }
        return names;
    }
}
