// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Joins what nodes report with what is known of its workload, and publishes what has changed. What is no report goes to the dead letters and holds nothing up. */
final class BaselineJoin {

    /** Most workloads that are published at a time, so that a transaction stays small. */
    private static final int MOST = 500;

    private final HubSettings settings;
    private final Freezing freezing;
    private final JoinedWorkloads workloads;
    private final Outgoing outgoing;
    private final RefusedReports refused;

    BaselineJoin(HubSettings settings, Freezing freezing, JoinedWorkloads workloads, Outgoing outgoing, RefusedReports refused) {
        this.settings = settings;
        this.freezing = freezing;
        this.workloads = workloads;
        this.outgoing = outgoing;
        this.refused = refused;
    }

    void report(Record<String, byte[]> message, RecordMetadata place) {
        NodeReport report;
        try {
            report = NodeReport.read(message);
        } catch (IllegalArgumentException e) {
            outgoing.send(refused.refuse(message, RefusedReports.place(place.topic(), place.partition(), place.offset()), RefusedReports.Reason.UNREADABLE, e.getMessage()));
            return;
        }
        if (report.isOf(settings.cluster())) {
            workloads.arrive(message.key(), message.value(), report.shared());
        }
    }

    void publish(Instant now) {
        for (String key : workloads.takeChanged(MOST)) {
            workloads.change(key).ifPresent(change -> workloads.put(key, change, change.isNone() ? change.after() : published(change, now), now));
        }
        workloads.storeSome(now);
    }

    private Joined published(JoinedWorkloads.Change change, Instant now) {
        return outgoing.baseline(ruled(decided(change, now), now), now);
    }

    /** Profiles on the nodes have to let pass what another runtime does. */
    private Joined decided(JoinedWorkloads.Change change, Instant now) {
        return change.after().workload().frozen() && change.ofRuntimes() ? outgoing.decisions(change.after(), now) : change.after();
    }

    /** Frozen, if the rule for automatic freezing says so. */
    private Joined ruled(Joined joined, Instant now) {
        if (!settings.freezes().selects(labels(joined.workload()))) {
            return joined;
        }
        Workload after = freezing.byRule(joined, WallTime.nanos(now));
        return after.decisions().equals(joined.workload().decisions()) ? joined : outgoing.decisions(joined.with(after), now);
    }

    /** Those that all replicas have with the same value. */
    private static Map<String, String> labels(Workload workload) {
        Map<String, String> labels = new HashMap<>();
        workload.baseline().sections().get(SectionKind.LABELS).values().forEach((key, values) -> {
            if (values.size() == 1) {
                labels.put(key, values.first());
            }
        });
        return labels;
    }
}
