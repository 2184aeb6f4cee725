// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Optional;

/**
 * What one version of a workload was seen to do and the version before it was not, and the other way round, in words: system calls, arguments,
 * capabilities, programs. Held against each other as a frozen baseline is held against what comes later.
 *
 * @param added what the later version does
 * @param gone what only the earlier one did; empty if it is not known, because the later one started from a baseline and only what lies outside it is kept
 */
public record VersionDifference(List<String> added, Optional<List<String>> gone) {

    public VersionDifference {
        added = List.copyOf(added);
    }

    public static VersionDifference between(Workload earlier, Workload later) {
        Baseline before = seen(earlier);
        Baseline now = seen(later);
        Optional<List<String>> gone = later.startedFrom().isEmpty() ? Optional.of(beyond(now, before)) : Optional.empty();
        return new VersionDifference(beyond(before, now), gone);
    }

    /** Whether an operator has approved it or not. */
    private static Baseline seen(Workload workload) {
        return workload.baseline().join(workload.pending());
    }

    /** What of one lies outside the other. */
    private static List<String> beyond(Baseline other, Baseline one) {
        return new Scope(other).beyond(one).items().entrySet().stream()
                .filter(entry -> entry.getKey().stage() != Stage.SETUP && one.isInformative(entry.getKey()))
                .map(entry -> text(entry.getKey(), entry.getValue()))
                .distinct()
                .toList();
    }

    private static String text(Item item, Observations observations) {
        String text = Summary.of(item, observations.provenance().map(Provenance::executable).orElse(""));
        return item.kind() == ItemKind.SYSCALL && item.stage() == Stage.EXEC ? text + " in an exec session" : text;
    }
}
