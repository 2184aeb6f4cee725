// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Shortfall;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Restricts arguments to the values that were seen, where those are few and all. Only those of {@link RestrictedArguments}, whose upper
 * half is not compared.
 */
final class ArgumentRules {

    private static final long LOW_HALF = 0xffff_ffffL;

    /** Flags that make namespaces: CLONE_NEW* (include/uapi/linux/sched.h) but CLONE_NEWTIME, which clone takes for a signal number. */
    static final long CLONE_NAMESPACES = 0x7e02_0000L;

    private final Baseline baseline;
    private final Set<Stage> stages;
    private final int mostValues;

    ArgumentRules(Baseline baseline, Set<Stage> stages, int mostValues) {
        this.baseline = baseline;
        this.stages = stages;
        this.mostValues = mostValues;
    }

    /**
     * The conditions under which a call is permitted, any of which is enough; empty: under all.
     *
     * @param reasons who needs the call: a runtime's arguments are not known, and an operator means all
     */
    List<List<ArgCondition>> alternatives(String name, List<Reason> reasons) {
        boolean byOperator = reasons.stream().anyMatch(Reason.AlwaysAllowed.class::isInstance);
        if (mostValues == 0 || byOperator || itemsMissing() || usedThroughOtherAbi(name)) {
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
        ArgumentSet seen = arguments(name, argument);
        TreeSet<Long> values = new TreeSet<>();
        seen.values().forEach(value -> values.add(value & LOW_HALF));
        if (!seen.closed() || values.isEmpty() || values.size() > mostValues) {
            return List.of();
        }
        return values.stream().map(value -> List.of(ArgCondition.masked(argument, LOW_HALF, value))).toList();
    }

    /**
     * Threads and processes are made with many flags, namespaces with few. A runtime makes no namespaces behind its filter: Docker's default
     * has the same condition, and runc and crun start under it.
     */
    private List<List<ArgCondition>> withoutNewNamespaces(List<Reason> reasons) {
        ArgumentSet seen = arguments("clone", 0);
        boolean flagsUnknown = seen.values().isEmpty() && reasons.stream().anyMatch(Reason.Seen.class::isInstance);
        if (!seen.closed() || flagsUnknown) {
            return List.of();
        }
        long unused = CLONE_NAMESPACES;
        for (long flags : seen.values()) {
            unused &= ~flags;
        }
        return unused == 0 ? List.of() : List.of(List.of(ArgCondition.masked(0, unused, 0)));
    }

    /** A set that lost a value looks closed. */
    private boolean itemsMissing() {
        return baseline.shortfalls().containsKey(Shortfall.ITEMS_FULL);
    }

    private ArgumentSet arguments(String name, int argument) {
        return baseline.arguments(stages, Abi.X86_64, SyscallTable.number(Abi.X86_64, name).orElseThrow(), argument);
    }

    /** A rule names a call of every ABI; what the others' arguments were is another set. */
    private boolean usedThroughOtherAbi(String name) {
        for (Abi abi : EnumSet.complementOf(EnumSet.of(Abi.X86_64))) {
            for (Stage stage : stages) {
                boolean used = SyscallTable.number(abi, name).stream().anyMatch(nr -> baseline.syscalls(stage, abi).contains(nr));
                if (used) {
                    return true;
                }
            }
        }
        return SyscallTable.number(Abi.X86_64, name).isEmpty();
    }
}
