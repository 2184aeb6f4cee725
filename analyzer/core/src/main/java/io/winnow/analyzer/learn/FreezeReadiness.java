// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.collector.record.ItemKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a baseline needs before an operator freezes it without force: something in it, nothing known to be missed, and some time.
 *
 * @param leastAge between the first thing seen and now
 * @param leastWindows in which replicas did something, over all of them
 */
public record FreezeReadiness(Duration leastAge, int leastWindows) {

    public static final FreezeReadiness DEFAULT = new FreezeReadiness(Duration.ofMinutes(10), 10);

    public FreezeReadiness {
        Objects.requireNonNull(leastAge, "leastAge");
    }

    /**
     * Something that a baseline lacks.
     *
     * @param label a few words, for the record of a forced decision
     * @param sentence for the operator
     */
    public record Gap(String label, String sentence) {}

    /**
     * What is missing; empty if the baseline is ready.
     *
     * @param now wall time, nanoseconds since 1970
     */
    public List<Gap> gaps(Baseline baseline, long now) {
        List<Gap> gaps = new ArrayList<>();
        if (baseline.replicas().isEmpty()) {
            gaps.add(new Gap("0 containers", "no container of it has been watched for a whole window"));
        }
        if (baseline.items(ItemKind.SYSCALL).findAny().isEmpty()) {
            gaps.add(new Gap("0 calls", "no system call of it has been seen"));
        }
        baseline.partialReasons().forEach(reason -> gaps.add(new Gap(reason.label(), "it is partial: " + reason.sentence())));
        int windows = Completeness.of(baseline).windows();
        if (windows < leastWindows) {
            gaps.add(new Gap(windows + " of " + leastWindows + " windows", "it rests on " + windows + " windows of the " + leastWindows + " that it needs"));
        }
        long age = baseline.firstSeen() == 0 ? 0 : Math.max(0, now - baseline.firstSeen());
        if (Duration.ofNanos(age).compareTo(leastAge) < 0) {
            String learned = TimeUnit.NANOSECONDS.toSeconds(age) + " s of " + leastAge.toSeconds() + " s";
            gaps.add(new Gap(learned, "it has been learned for " + learned));
        }
        return gaps;
    }
}
