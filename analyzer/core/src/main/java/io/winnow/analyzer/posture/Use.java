// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a workload did, as far as that matters beside what it was granted.
 *
 * @param neededCapabilities that it was seen to need
 * @param incomplete why it may need more than it was seen to need; empty if its baseline is complete enough to say so
 * @param setIdPrograms that ran with the identity of their file's owner or group, by path; untrusted
 * @param missed why there may be more such programs; empty if nothing is known to be missed
 */
public record Use(Set<Capability> neededCapabilities, String incomplete, SortedSet<String> setIdPrograms, String missed) {

    private static final Set<Stage> STAGES = EnumSet.of(Stage.START, Stage.SERVE, Stage.EXEC);
    private static final String UNNAMED = "a program whose path is not kept";

    /** Nothing of it was seen. */
    public static final Use UNKNOWN = new Use(Set.of(), "nothing of it was seen", new TreeSet<>(), "nothing of it was seen");

    public static Use of(Workload workload) {
        SortedSet<String> programs = new TreeSet<>();
        for (Baseline baseline : new Baseline[] {workload.baseline(), workload.pending()}) {
            baseline.items(ItemKind.EXECUTABLE).map(Map.Entry::getValue).filter(Observations::setId)
                    .forEach(observations -> programs.add(
                            observations.provenance().map(Provenance::executable).filter(path -> !path.isEmpty()).orElse(UNNAMED)));
        }
        return new Use(needed(workload), incomplete(workload), programs, missed(workload));
    }

    private static Set<Capability> needed(Workload workload) {
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        Stream.of(workload.baseline(), workload.pending())
                .forEach(baseline -> needed.addAll(new CapabilityAdvisor().advise(baseline, STAGES).add()));
        return needed;
    }

    private static String incomplete(Workload workload) {
        return workload.state() == BaselineState.LEARNING ? "the workload is still learning" : missed(workload);
    }

    /** What a filter hid did not run. */
    private static String missed(Workload workload) {
        return workload.partialReasons().stream().filter(gap -> !gap.hiddenByFilter()).map(GapReason::sentence)
                .collect(Collectors.joining("; "));
    }
}
