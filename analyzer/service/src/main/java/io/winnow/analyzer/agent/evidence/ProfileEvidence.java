// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.evidence;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.LearnedUnder;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.Evidence;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.collector.record.Sha256;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** What a workload's profile rests on, for other programs. What is not part of the baseline does not count: what was seen after it was frozen, and what runs. */
public final class ProfileEvidence {

    private ProfileEvidence() {}

    public static Evidence of(Workload workload, AdviceOptions options) {
        Baseline baseline = workload.baseline();
        Completeness completeness = Completeness.of(baseline);
        return new Evidence(
                workload.id().revision(),
                workload.state().name().toLowerCase(Locale.ROOT),
                digest(workload),
                baseline.items().size(),
                time(baseline.firstSeen()),
                time(baseline.lastSeen()),
                completeness.atLeast(),
                completeness.windows(),
                completeness.starts(),
                baseline.partialReasons().stream().map(GapReason::label).toList(),
                baseline.runtimes().stream().map(RuntimeCallsKey::toString).toList(),
                LearnedUnder.of(baseline).names(),
                workload.decisions().stream().map(ProfileEvidence::decision).toList(),
                choices(options));
    }

    private static String digest(Workload workload) {
        Workload bare = new Workload(workload.id(), BaselineState.LEARNING, workload.baseline(), Baseline.EMPTY, 0);
        return Sha256.hex(WorkloadFile.write(bare));
    }

    private static Evidence.Verdict decision(Decision decision) {
        return new Evidence.Verdict(time(decision.time()), decision.action().name().toLowerCase(Locale.ROOT), decision.by(), decision.items(), decision.note());
    }

    private static List<String> choices(AdviceOptions options) {
        List<String> choices = new ArrayList<>(List.of("tolerance " + options.tolerance().label()));
        new TreeSet<>(options.alwaysAllow()).forEach(call -> choices.add("allow " + call));
        new TreeSet<>(options.alwaysBlock()).forEach(call -> choices.add("block " + call));
        return choices;
    }

    private static String time(long nanos) {
        return nanos == 0 ? "" : WallTime.millis(nanos).toString();
    }
}
