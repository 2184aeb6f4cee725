// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestCounters;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.LossReport;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Sums up what was lost, by hop and reason, since the analyzer started. */
final class Losses {

    private final Map<Loss, Long> ended = new EnumMap<>(Loss.class);
    private final Map<SlotId, Map<Loss, Long>> running = new HashMap<>();
    private LossReport host;

    void reported(LossReport report) {
        host = report;
    }

    void snapshot(Event.Snapshot snapshot) {
        if (snapshot.last()) {
            running.remove(snapshot.slot());
            snapshot.lost().forEach((reason, count) -> ended.merge(reason, count, Long::sum));
        } else if (!snapshot.lost().isEmpty()) {
            running.put(snapshot.slot(), snapshot.lost());
        }
    }

    /** What slots lost that nothing more comes of is final, though their last snapshot never came. */
    void retain(Predicate<SlotId> alive) {
        running.entrySet().removeIf(slot -> {
            boolean gone = !alive.test(slot.getKey());
            if (gone) {
                slot.getValue().forEach((reason, count) -> ended.merge(reason, count, Long::sum));
            }
            return gone;
        });
    }

    /** Every reason with its count; those that have none too, so that an absence is seen to be one. */
    Map<String, Long> byReason(IngestCounters counters, long unattributed, long unreported) {
        Map<String, Long> sums = new TreeMap<>();
        for (Loss reason : Loss.values()) {
            long sum = ended.getOrDefault(reason, 0L);
            for (Map<Loss, Long> slot : running.values()) {
                sum += slot.getOrDefault(reason, 0L);
            }
            sums.put("kernel/" + reason.label(), sum);
        }
        sums.put("kernel/slots-exhausted", host == null ? 0 : host.slotsExhausted());
        sums.put("kernel/cgroups-full", host == null ? 0 : host.cgroupsFull());
        sums.put("kernel/skipped", host == null ? 0 : host.skipped());
        sums.put("collector/late-drains", host == null ? 0 : host.lateDrains());
        sums.put("containers/nameless", host == null ? 0 : host.containers().nameless());
        sums.put("containers/incomplete", host == null ? 0 : host.containers().incomplete());
        sums.put("queue/refused-documents", host == null ? 0 : host.queue().refusedDocuments());
        sums.put("queue/quarantined-files", host == null ? 0 : host.queue().quarantinedFiles());
        sums.put("queue/unread-cycles", host == null ? 0 : host.queue().unreadCycles());
        sums.put("ingest/missing-documents", counters.missingDocuments());
        sums.put("ingest/missing-ring-bytes", counters.missingRingBytes());
        sums.put("ingest/malformed-documents", counters.malformedDocuments());
        sums.put("ingest/malformed-records", counters.malformedRecords());
        sums.put("ingest/unattributed-slots", unattributed);
        sums.put("violations/over-budget", unreported);
        return sums;
    }
}
