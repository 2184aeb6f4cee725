// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operator can choose.
 *
 * @param execSessions whether the profile allows what exec sessions did (docker exec, exec probes)
 * @param runtimes which runtimes the container must start under, as {@code runc} or {@code runc 1.1.5}; empty for all that it ran under
 * @param withoutRuntimeCalls whether a profile is wanted even though it is not known to let the container start
 * @param alwaysAllow names of system calls to allow whatever was seen
 * @param alwaysBlock names of system calls to refuse whatever was seen; outweighs the others
 * @param clone3 whether {@code clone3} is allowed if the workload used it
 * @param mostArgumentValues up to how many values an argument is restricted to those seen; 0: no argument rules
 * @param logRefusals whether the kernel logs what the filter refuses
 * @param tolerance what is allowed beyond what was seen
 */
public record AdviceOptions(
        boolean execSessions,
        Set<String> runtimes,
        boolean withoutRuntimeCalls,
        Set<String> alwaysAllow,
        Set<String> alwaysBlock,
        Clone3 clone3,
        int mostArgumentValues,
        boolean logRefusals,
        Tolerance tolerance) {

    /** What becomes of {@code clone3}, whose flags lie in memory where no filter can see them. */
    public enum Clone3 {
        /** Allowed if the workload used it, else answered with "not implemented". */
        AS_SEEN,
        /** Always answered with "not implemented": the C library then takes {@code clone}, whose flags a filter sees. */
        NOT_IMPLEMENTED
    }

    public static final AdviceOptions DEFAULT =
            new AdviceOptions(false, Set.of(), false, Set.of(), Set.of(), Clone3.AS_SEEN, 8, false, Tolerance.SIBLINGS);

    /** @throws IllegalArgumentException for a name that no ABI has */
    public AdviceOptions {
        runtimes = Set.copyOf(runtimes);
        alwaysAllow = known(alwaysAllow);
        alwaysBlock = known(alwaysBlock);
    }

    public AdviceOptions withExecSessions(boolean wanted) {
        return new AdviceOptions(
                wanted, runtimes, withoutRuntimeCalls, alwaysAllow, alwaysBlock, clone3, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withRuntimes(Set<String> names) {
        return new AdviceOptions(
                execSessions, names, withoutRuntimeCalls, alwaysAllow, alwaysBlock, clone3, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withoutRuntimeCalls(boolean wanted) {
        return new AdviceOptions(execSessions, runtimes, wanted, alwaysAllow, alwaysBlock, clone3, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withAlwaysAllow(Set<String> names) {
        return new AdviceOptions(
                execSessions, runtimes, withoutRuntimeCalls, names, alwaysBlock, clone3, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withAlwaysBlock(Set<String> names) {
        return new AdviceOptions(
                execSessions, runtimes, withoutRuntimeCalls, alwaysAllow, names, clone3, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withClone3(Clone3 wanted) {
        return new AdviceOptions(
                execSessions, runtimes, withoutRuntimeCalls, alwaysAllow, alwaysBlock, wanted, mostArgumentValues, logRefusals, tolerance);
    }

    public AdviceOptions withMostArgumentValues(int most) {
        return new AdviceOptions(execSessions, runtimes, withoutRuntimeCalls, alwaysAllow, alwaysBlock, clone3, most, logRefusals, tolerance);
    }

    public AdviceOptions withLogRefusals(boolean wanted) {
        return new AdviceOptions(
                execSessions, runtimes, withoutRuntimeCalls, alwaysAllow, alwaysBlock, clone3, mostArgumentValues, wanted, tolerance);
    }

    public AdviceOptions withTolerance(Tolerance wanted) {
        return new AdviceOptions(
                execSessions, runtimes, withoutRuntimeCalls, alwaysAllow, alwaysBlock, clone3, mostArgumentValues, logRefusals, wanted);
    }

    /** The stages whose behaviour the advice allows. */
    Set<Stage> stages() {
        return execSessions ? EnumSet.of(Stage.START, Stage.SERVE, Stage.EXEC) : EnumSet.of(Stage.START, Stage.SERVE);
    }

    private static Set<String> known(Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            boolean found = false;
            for (Abi abi : Abi.values()) {
                found |= SyscallTable.number(abi, name).isPresent();
            }
            if (!found) {
                throw new IllegalArgumentException("no system call is called \"" + name + "\": check the spelling");
            }
        }
        return Set.copyOf(names);
    }
}
