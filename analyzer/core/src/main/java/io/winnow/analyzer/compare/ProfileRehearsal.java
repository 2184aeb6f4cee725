// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.advise.UnseenCalls;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.SeccompProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the suggested profile would have refused of all that is recorded of a workload, with each tolerance: what a frozen workload did outside its baseline
 * included, and what each replica did that no other did, under the profile of the others.
 *
 * @param workload with all that is recorded of it
 * @param completeness how far the record carries
 * @param reachKnown whether it is known what the workload's programs can call
 * @param levels in the order of what they tolerate
 */
public record ProfileRehearsal(Workload workload, Completeness completeness, boolean reachKnown, List<Level> levels) {

    public ProfileRehearsal {
        levels = List.copyOf(levels);
    }

    /**
     * What comes of one tolerance.
     *
     * @param profile that is suggested with it
     * @param record what it would have refused
     * @param heldOut by replica, the calls that this one alone made and that the profile learned from the others would have refused
     * @param reachGap calls that the workload's programs can make, were not seen to, and would be refused; empty too if it is not known what they can
     */
    public record Level(Tolerance tolerance, SeccompProfile profile, WhatIf record, SortedMap<String, SortedSet<String>> heldOut, SortedSet<String> reachGap) {

        /** Calls, capabilities and starts that would have failed. */
        public long refusals() {
            return record.refusals().stream().filter(Refusal::certain).count() + record.lacking().size() + record.runtimeCallSets().size();
        }
    }

    /** @param options what the operator wants of every profile; their tolerance is not regarded */
    public static ProfileRehearsal of(Advisor advisor, Workload workload, RuntimeCallSets known, AdviceOptions options) {
        Baseline all = workload.baseline().join(workload.pending());
        Workload recorded = new Workload(workload.id(), workload.state(), all, Baseline.EMPTY, workload.frozenAt(), workload.decisions());
        SortedSet<String> unseen = advisor.reach(workload).map(reach -> UnseenCalls.of(reach, all)).orElse(new TreeSet<>());
        List<Level> levels = new ArrayList<>();
        for (Tolerance tolerance : Tolerance.values()) {
            AdviceOptions wanted = options.withTolerance(tolerance);
            Advice advice = advisor.advise(workload, known, wanted.withoutRuntimeCalls(true));
            WhatIf record = WhatIf.of(recorded, known, advice.seccomp(), Optional.of(advice.capabilities().add()), wanted.execSessions());
            levels.add(new Level(
                    tolerance, advice.seccomp(), record, new HeldOutReplicas(advisor, recorded, known, wanted).refused(), refused(unseen, advice.seccomp())));
        }
        return new ProfileRehearsal(recorded, Completeness.of(all), advisor.reach(workload).isPresent(), levels);
    }

    private static SortedSet<String> refused(SortedSet<String> names, SeccompProfile profile) {
        SortedSet<String> refused = new TreeSet<>(names);
        Evaluator evaluator = new Evaluator(profile);
        evaluator.abis().forEach(abi -> refused.removeAll(evaluator.allowedSyscalls(abi)));
        return refused;
    }

    /** @throws IllegalArgumentException if there is none with this tolerance */
    public Level level(Tolerance tolerance) {
        return levels.stream().filter(level -> level.tolerance() == tolerance).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tolerance=" + tolerance));
    }

    /** In one line: how many refusals in how much of a record, and how far that carries. */
    public String verdict(Tolerance tolerance) {
        Level level = level(tolerance);
        int windows = completeness.windows();
        int replicas = workload.baseline().replicas().size();
        String gap = reachKnown ? "; reach gap " + counted(level.reachGap().size(), "call") + (level.reachGap().isEmpty() ? "" : ": " + String.join(", ", level.reachGap())) : "";
        return counted(level.refusals(), "refusal") + " in " + counted(windows, "window") + " over " + counted(replicas, "replica") + " under " + tolerance.label() + "; "
                + completeness.sentence() + gap;
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
