// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.seccomp.ArgCondition;
import java.util.List;

/**
 * One system call that the profile allows.
 *
 * @param name of the call
 * @param alternatives if arguments are restricted: the argument rules, any of which allows the call; else empty
 * @param reasons why it is allowed; at least one
 */
public record SyscallAdvice(String name, List<List<ArgCondition>> alternatives, List<Reason> reasons) {

    public SyscallAdvice {
        alternatives = alternatives.stream().map(List::copyOf).toList();
        reasons = List.copyOf(reasons);
    }

    /** Whether only harmless values of its arguments are allowed, and nothing shows that the workload needs it: allowed as a whole, it would be dangerous. */
    public boolean harmlessInPart() {
        return harmlessInPart(name, reasons);
    }

    static boolean harmlessInPart(String name, List<Reason> reasons) {
        return reasons.stream().allMatch(Reason::tolerated) && !CallRisks.harmlessArguments(name).isEmpty();
    }
}
