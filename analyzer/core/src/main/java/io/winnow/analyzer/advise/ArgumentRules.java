// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.ArgumentMask;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Restricts arguments to the values that were seen, if those are few and all. Only those of {@link RestrictedArguments}, whose upper
 * half is not compared. Of a call that was not seen and that some values make dangerous, to those that are known to be harmless.
 */
final class ArgumentRules {

    /** Flags that make namespaces: CLONE_NEW* (include/uapi/linux/sched.h) but CLONE_NEWTIME, which clone takes for a signal number. */
    static final long CLONE_NAMESPACES = 0x7e02_0000L;

    /** The kernel reads such an argument as 32 bits, whatever the rest of the register has. */
    private static final long INT = 0xffff_ffffL;

    private final Baseline baseline;
    private final Set<Stage> stages;
    private final int mostValues;

    ArgumentRules(Baseline baseline, Set<Stage> stages, int mostValues) {
        this.baseline = baseline;
        this.stages = stages;
        this.mostValues = mostValues;
    }

    /**
     * The conditions under which a call is allowed, any of which is enough; empty: under all.
     *
     * @param reasons who needs the call: a runtime's arguments are not known, and an operator means all
     */
    List<List<ArgCondition>> alternatives(String name, List<Reason> reasons) {
        if (SyscallAdvice.harmlessInPart(name, reasons)) {
            return CallRisks.harmlessArguments(name).stream().map(risk -> List.of(ArgCondition.maskedEqual(risk.index(), INT, risk.value()))).toList();
        }
        boolean byOperator = reasons.stream().anyMatch(Reason.AlwaysAllowed.class::isInstance);
        Optional<Abi> abi = onlyAbi(name);
        if (mostValues == 0 || byOperator || itemsMissing() || abi.isEmpty()) {
            return List.of();
        }
        if (name.equals("clone")) {
            return withoutNewNamespaces(reasons);
        }
        OptionalInt restricted = RestrictedArguments.of(name);
        if (restricted.isEmpty() || !reasons.stream().allMatch(Reason.Seen.class::isInstance)) {
            return List.of();
        }
        int argument = restricted.getAsInt();
        long mask = ArgumentMask.of(name, argument);
        ArgumentSet seen = arguments(abi.get(), name, argument);
        TreeSet<Long> values = new TreeSet<>();
        seen.values().forEach(value -> values.add(value & mask));
        if (!seen.closed() || values.isEmpty() || values.size() > mostValues) {
            return List.of();
        }
        return values.stream().map(value -> List.of(ArgCondition.maskedEqual(argument, mask, value))).toList();
    }

    /**
     * Threads and processes are made with many flags, namespaces with few. A runtime makes no namespaces behind its filter: Docker's default
     * has the same condition, and runc and crun start under it.
     */
    private List<List<ArgCondition>> withoutNewNamespaces(List<Reason> reasons) {
        ArgumentSet seen = arguments(Abi.X86_64, "clone", 0);
        boolean flagsUnknown = seen.values().isEmpty() && reasons.stream().anyMatch(Reason.Seen.class::isInstance);
        if (!seen.closed() || flagsUnknown) {
            return List.of();
        }
        long unused = CLONE_NAMESPACES;
        for (long flags : seen.values()) {
            unused &= ~flags;
        }
        return unused == 0 ? List.of() : List.of(List.of(ArgCondition.maskedEqual(0, unused, 0)));
    }

    /** A set that lost a value looks closed. */
    private boolean itemsMissing() {
        return baseline.gaps().containsKey(GapReason.ITEMS_FULL);
    }

    private ArgumentSet arguments(Abi abi, String name, int argument) {
        return baseline.arguments(stages, abi, SyscallTable.number(abi, name).orElseThrow(), argument);
    }

    /**
     * The ABI whose arguments are known; empty if there are several: a rule names a call of every ABI, and what each of them had as arguments is
     * another set.
     */
    private Optional<Abi> onlyAbi(String name) {
        EnumSet<Abi> candidates = EnumSet.noneOf(Abi.class);
        for (Abi abi : Abi.values()) {
            boolean used = SyscallTable.number(abi, name).stream()
                    .anyMatch(nr -> stages.stream().anyMatch(stage -> baseline.syscalls(stage, abi).contains(nr)));
            if (used || abi == Abi.X86_64 && SyscallTable.number(abi, name).isPresent()) {
                candidates.add(abi);
            }
        }
        return candidates.size() == 1 ? Optional.of(candidates.iterator().next()) : Optional.empty();
    }
}
