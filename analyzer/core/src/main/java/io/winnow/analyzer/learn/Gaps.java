// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.learn.GapState.Recent;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.LossReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in baselines what they may lack because something was not seen that could have been of several workloads. */
final class Gaps {

    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

    private static final int MAX_RECENT = 1024;
    private static final long RECENT_NANOS = 3_600_000_000_000L;

    private final WorkloadCache cache;
    /** When a replica of a workload reported last, the newest last. */
    private final Map<WorkloadId, Long> heard = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WorkloadId, Long> eldest) {
            return size() > MAX_RECENT || eldest.getValue() < now - RECENT_NANOS;
        }
    };
    private long epoch;
    private long exhausted;
    private long exhaustedEpoch;
    private long unidentified;
    private boolean open;
    private long until;
    private long now;

    Gaps(WorkloadCache cache, GapState start) {
        this.cache = cache;
        epoch = start.epoch();
        exhausted = start.exhausted();
        exhaustedEpoch = start.exhaustedEpoch();
        unidentified = start.unidentified();
        open = start.open();
        until = start.until();
        now = start.now();
        start.recent().forEach(recent -> heard.put(recent.workload(), recent.heard()));
    }

    GapState state() {
        List<Recent> recent = heard.entrySet().stream().map(entry -> new Recent(entry.getKey(), entry.getValue())).toList();
        return new GapState(epoch, exhausted, exhaustedEpoch, unidentified, open, until, now, recent);
    }

    /** An event has come; its time is 0 if it is not known. */
    void pass(long time) {
        if (time == 0) {
            return;
        }
        now = time;
        if (open) {
            open = false;
            until = time;
        }
    }

    /** One of its replicas is there, or was until now. */
    void heard(WorkloadId workload) {
        heard.remove(workload);
        heard.put(workload, now);
    }

    /** A collector has started: if the maps are others than before, replicas may have come and gone meanwhile. */
    void session(long current, Set<WorkloadId> running) {
        if (epoch != 0 && epoch != current) {
            Set<WorkloadId> idle = recent(running);
            idle.removeAll(running); // they are broken off, and say so
            miss(idle, GapReason.UNOBSERVED, 1);
        }
        epoch = current;
    }

    /** Documents are missing here, and with them the last snapshots of replicas, or their names. */
    void documentsMissing(long count, Set<WorkloadId> running) {
        open = true;
        miss(recent(running), GapReason.DOCUMENTS_MISSING, count);
    }

    /** Whether what began then began before the last gap's end. */
    boolean reaches(long time) {
        return time < until;
    }

    /** A replica that found no slot may be of any workload that runs. */
    void exhausted(LossReport report, Set<WorkloadId> running) {
        long reported = report.slotsExhausted() + report.cgroupsFull();
        long before = report.epoch() == exhaustedEpoch ? exhausted : 0;
        if (reported > before) {
            miss(running, GapReason.SLOTS_EXHAUSTED, reported);
        }
        exhausted = reported; // a collector that starts again counts some of it anew
        exhaustedEpoch = report.epoch();
    }

    /**
     * A replica ended, and it is not known of which workload it was.
     *
     * @param did what it did
     */
    void unidentified(ContainerMetadata replica, Baseline did, Set<WorkloadId> running) {
        unidentified++;
        Map<WorkloadId, Map<String, Integer>> lacking = new TreeMap<>();
        recent(running).forEach(id -> lacking.put(id, cache.find(id).map(known -> known.mayLack(did)).orElse(Map.of())));
        lacking.values().removeIf(Map::isEmpty);
        miss(lacking.keySet(), GapReason.UNIDENTIFIED, unidentified);
        LOG.info("container {} ended before it was known of which workload it is; baselines that may lack what it did: {}",
                PlainText.of(replica.id()), lacking);
    }

    private Set<WorkloadId> recent(Set<WorkloadId> running) {
        Set<WorkloadId> recent = new TreeSet<>(running);
        heard.forEach((id, time) -> {
            if (time >= now - RECENT_NANOS) {
                recent.add(id);
            }
        });
        return recent;
    }

    private void miss(Set<WorkloadId> workloads, GapReason gap, long count) {
        workloads.forEach(id -> cache.find(id).ifPresent(known -> known.learn(evidence -> evidence.miss(gap, count)))); // but for those forgotten
    }
}
