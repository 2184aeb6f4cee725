// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.analyzer.ingest.LossState.SlotLoss;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.LossReport;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Sums up what was lost, by hop and reason. No sum ever falls: counters that begin anew with their writer are added to what they said before. */
public final class Losses {

    private static final String KERNEL = "kernel/";

    private final Map<String, Long> sums;
    private final Map<String, Long> reported;
    private final Map<SlotId, Map<Loss, Long>> running = new TreeMap<>();

    Losses(LossState start) {
        sums = new TreeMap<>(start.sums());
        reported = new TreeMap<>(start.reported());
        start.slots().forEach(slot -> running.put(slot.slot(), slot.lost()));
    }

    LossState state() {
        return new LossState(
                sums, reported, running.entrySet().stream().map(slot -> new SlotLoss(slot.getKey(), slot.getValue())).toList());
    }

    /** A collector has started: what it counts itself begins at 0. The kernel's counters go on, unless they are lower than before. */
    void session() {
        reported.keySet().removeIf(label -> !label.startsWith(KERNEL));
        reported.remove("kernel/skipped");
    }

    void reported(LossReport report) {
        host(report).forEach((label, now) -> {
            long before = reported.getOrDefault(label, 0L);
            sums.merge(label, now >= before ? now - before : now, Long::sum);
            reported.put(label, now);
        });
    }

    void snapshot(Event.Snapshot snapshot) {
        if (snapshot.last()) {
            running.remove(snapshot.slot());
            ended(snapshot.lost());
        } else if (!snapshot.lost().isEmpty()) {
            running.put(snapshot.slot(), snapshot.lost());
        }
    }

    private void ended(Map<Loss, Long> lost) {
        lost.forEach((reason, count) -> sums.merge(KERNEL + reason.label(), count, Long::sum));
    }

    /** What slots lost that nothing more comes of is final, though their last snapshot never came. */
    public void retain(Predicate<SlotId> alive) {
        running.entrySet().removeIf(slot -> {
            boolean gone = !alive.test(slot.getKey());
            if (gone) {
                ended(slot.getValue());
            }
            return gone;
        });
    }

    /** Every reason with its count; those that have none too, so that an absence is seen to be one. */
    Map<String, Long> byReason(IngestCounters counters) {
        Map<String, Long> all = new TreeMap<>();
        host(new LossReport(0, 0, 0, 0, 0, null, null)).forEach((label, none) -> all.put(label, 0L));
        for (Loss reason : Loss.values()) {
            all.put(KERNEL + reason.label(), 0L);
        }
        all.putAll(sums);
        running.values().forEach(lost -> lost.forEach((reason, count) -> all.merge(KERNEL + reason.label(), count, Long::sum)));
        all.put("ingest/missing-documents", counters.missingDocuments());
        all.put("ingest/missing-ring-bytes", counters.missingRingBytes());
        all.put("ingest/malformed-documents", counters.malformedDocuments());
        all.put("ingest/malformed-records", counters.malformedRecords());
        return all;
    }

    private static Map<String, Long> host(LossReport report) {
        return Map.of(
                "kernel/slots-exhausted", report.slotsExhausted(),
                "kernel/cgroups-full", report.cgroupsFull(),
                "kernel/skipped", report.skipped(),
                "collector/late-drains", report.lateDrains(),
                "containers/nameless", report.containers().nameless(),
                "containers/incomplete", report.containers().incomplete(),
                "queue/refused-documents", report.queue().refusedDocuments(),
                "queue/quarantined-files", report.queue().quarantinedFiles(),
                "queue/unread-cycles", report.queue().unreadCycles());
    }
}
