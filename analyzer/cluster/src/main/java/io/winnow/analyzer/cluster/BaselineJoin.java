// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.publish.DeadLetter;
import io.winnow.analyzer.store.Shared;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins each report of a node with what is known of its workload, and publishes what has changed now and then. Which workloads have changed is in a store,
 * too: a hub that dies in between leaves it to the next. What is no report goes to the dead letters and holds nothing up.
 */
final class BaselineJoin implements Processor<String, byte[], String, byte[]> {

    /** Store: what is known of each workload. */
    static final String WORKLOADS = "workloads";

    /** Store: workloads that have changed since they were published. */
    static final String CHANGED = "changed";

    /** Most workloads that are published at a time, so that a transaction stays small. */
    private static final int MOST = 500;

    private static final Logger LOG = LoggerFactory.getLogger(BaselineJoin.class);

    private final HubSettings settings;
    private final Decisions decisions;
    private ProcessorContext<String, byte[]> context;
    private Outgoing outgoing;
    private KeyValueStore<String, Joined> workloads;
    private KeyValueStore<String, byte[]> changed;

    BaselineJoin(HubSettings settings) {
        this.settings = settings;
        this.decisions = new Decisions(settings.rules());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> here) {
        context = here;
        outgoing = new Outgoing(here, settings.cluster());
        workloads = here.getStateStore(WORKLOADS);
        changed = here.getStateStore(CHANGED);
        here.schedule(settings.every(), PunctuationType.WALL_CLOCK_TIME, now -> publish(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, byte[]> message) {
        NodeReport report;
        try {
            report = NodeReport.read(message);
        } catch (IllegalArgumentException e) {
            refuse(message, e.getMessage());
            return;
        }
        if (report.isOf(settings.cluster())) {
            join(message.key(), report.shared());
        }
    }

    private void join(String key, Shared report) {
        Joined known = workloads.get(key);
        Joined before = known == null ? Joined.nothing(report.workload()) : known;
        Workload after = decisions.learn(before.workload(), report.baseline());
        boolean calls = !before.runtimeCalls().covers(report.runtimeCalls());
        if (known == null || calls || !after.baseline().equals(before.workload().baseline()) || !after.pending().equals(before.workload().pending())) {
            Joined joined = before.with(after).with(report.runtimeCalls());
            // profiles on the nodes have to let pass what another runtime does
            boolean other = after.frozen() && (calls || !after.runtimes().equals(before.workload().runtimes()));
            workloads.put(key, other ? outgoing.decisions(joined, Instant.ofEpochMilli(context.currentSystemTimeMs())) : joined);
            changed.put(key, new byte[0]);
        }
    }

    private void refuse(Record<String, byte[]> message, String reason) {
        String place = context.recordMetadata().map(from -> from.topic() + "-" + from.partition() + " offset " + from.offset()).orElse("");
        LOG.warn("refused: {}: {}", place, reason);
        outgoing.send(DeadLetter.unread(NodeReport.refused(message, place), place + ": " + reason));
    }

    private void publish(Instant now) {
        for (String key : nextChanged()) {
            Joined joined = workloads.get(key);
            if (joined != null) {
                Joined published = outgoing.baseline(ruled(joined, now), now);
                if (!published.equals(joined)) { // each writing costs as much as a report
                    workloads.put(key, published);
                }
            }
            changed.delete(key);
        }
    }

    /** Frozen, if the rule for automatic freezing says so. */
    private Joined ruled(Joined joined, Instant now) {
        if (!settings.freezes().selects(labels(joined.workload()))) {
            return joined;
        }
        Workload after = decisions.freezeByRule(joined.workload(), WallTime.nanos(now));
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

    private List<String> nextChanged() {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = changed.all()) {
            while (all.hasNext() && keys.size() < MOST) {
                KeyValue<String, byte[]> next = all.next();
                keys.add(next.key);
            }
        }
        return keys;
    }
}
