// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.analyzer.ingest.LossState.SlotLoss;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.record.Loss;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums up what was lost, by hop and reason. No sum ever falls: counters that begin anew with their writer are added to what they said before. */
final class Losses {

    private static final String KERNEL = "kernel/";

    private final Map<String, Long> sums;
    private final Map<String, Long> reported;
    /** The latest snapshots' counts, by the slots' indexes. */
    private final Map<Integer, SlotLoss> slots = new TreeMap<>();

    Losses(LossState start) {
        sums = new TreeMap<>(start.sums());
        reported = new TreeMap<>(start.reported());
        start.slots().forEach(slot -> slots.put(slot.slot().index(), slot));
    }

    LossState state() {
        return new LossState(sums, reported, List.copyOf(slots.values()));
    }

    /** A collector has started: what it counts itself begins at 0. The kernel's counters go on, unless they are lower than before. */
    void session() {
        for (HostLoss loss : HostLoss.values()) {
            if (loss.beginsWithCollector()) {
                reported.remove(loss.label());
            }
        }
    }

    void reported(LossReport report) {
        for (HostLoss loss : HostLoss.values()) {
            long now = loss.count(report);
            long before = reported.getOrDefault(loss.label(), 0L);
            sums.merge(loss.label(), now >= before ? now - before : now, Long::sum);
            reported.put(loss.label(), now);
        }
    }

    /** Adds what the slot lost since its snapshot before. A slot's index is used again only when nothing more comes of its earlier holder. */
    void snapshot(Event.Snapshot snapshot) {
        SlotLoss before = slots.get(snapshot.slot().index());
        boolean same = before != null && before.slot().equals(snapshot.slot());
        snapshot.lost().forEach((reason, now) -> sums.merge(
                KERNEL + reason.label(), Math.max(0, now - (same ? before.lost().getOrDefault(reason, 0L) : 0)), Long::sum));
        if (snapshot.last()) {
            slots.remove(snapshot.slot().index());
        } else if (!snapshot.lost().isEmpty()) {
            slots.put(snapshot.slot().index(), new SlotLoss(snapshot.slot(), snapshot.lost()));
        }
    }

    /** Every reason with its count; those that have none too, so that an absence is seen to be one. */
    Map<String, Long> byReason(IngestCounters counters) {
        Map<String, Long> all = new TreeMap<>();
        for (HostLoss loss : HostLoss.values()) {
            all.put(loss.label(), 0L);
        }
        for (Loss reason : Loss.values()) {
            all.put(KERNEL + reason.label(), 0L);
        }
        all.putAll(sums);
        all.put("ingest/missing-documents", counters.missingDocuments());
        all.put("ingest/missing-ring-bytes", counters.missingRingBytes());
        all.put("ingest/malformed-documents", counters.malformedDocuments());
        all.put("ingest/malformed-records", counters.malformedRecords());
        return all;
    }
}
