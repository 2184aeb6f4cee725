// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.capability.CapabilityAdvice;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;

/**
 * What a workload should run under.
 *
 * @param workload whom it is for
 * @param seccomp the profile; concrete, with nothing left to resolve
 * @param syscalls every system call that the profile allows, by name, and why
 * @param capabilities drop all, add these
 * @param figures the comparison with what it runs under by default
 * @param warnings what an operator should know before using it
 */
public record Advice(
        WorkloadId workload,
        SeccompProfile seccomp,
        List<SyscallAdvice> syscalls,
        CapabilityAdvice capabilities,
        Figures figures,
        List<Warning> warnings) {

    public Advice {
        syscalls = List.copyOf(syscalls);
        warnings = List.copyOf(warnings);
    }
}
