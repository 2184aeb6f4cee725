// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.DeadLetter;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    /** Store: the join of each workload. */
    static final String JOINED = "joined";

    /** Store: workloads that have changed since they were published. */
    static final String CHANGED = "changed";

    /** Most workloads that are published at a time, so that a transaction stays small. */
    private static final int MOST = 500;

    private static final Logger LOG = LoggerFactory.getLogger(BaselineJoin.class);

    private final HubSettings settings;
    private final SharedEvents events;
    private final CloudEvents attributes = new CloudEvents();
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, Joined> joined;
    private KeyValueStore<String, byte[]> changed;

    BaselineJoin(HubSettings settings) {
        this.settings = settings;
        this.events = new SharedEvents(settings.cluster());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> here) {
        context = here;
        joined = context.getStateStore(JOINED);
        changed = context.getStateStore(CHANGED);
        context.schedule(settings.every(), PunctuationType.WALL_CLOCK_TIME, now -> publish(Instant.ofEpochMilli(now)));
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
        Joined known = joined.get(key);
        Joined before = known == null ? Joined.nothing(report.workload()) : known;
        Joined after = before.with(report.baseline());
        if (known == null || !after.baseline().equals(before.baseline())) {
            joined.put(key, after);
            changed.put(key, new byte[0]);
        }
    }

    private void refuse(Record<String, byte[]> message, String reason) {
        String place = context.recordMetadata().map(from -> from.topic() + "-" + from.partition() + " offset " + from.offset()).orElse("");
        PublishedEvent letter = DeadLetter.unread(NodeReport.refused(message, place), place + ": " + reason);
        LOG.warn("refused: {}: {}", place, reason);
        forward(letter, HubTopology.DEAD_LETTERS);
    }

    private void publish(Instant now) {
        for (String key : nextChanged()) {
            Joined workload = joined.get(key);
            List<PublishedEvent> parts = events.baseline(Shared.HUB, workload.workload(), now);
            parts.forEach(part -> forward(part, HubTopology.BASELINES));
            events.withoutParts(Shared.HUB, workload.id(), parts.size(), workload.parts(), now).forEach(gone -> forward(gone, HubTopology.BASELINES));
            if (workload.parts() != parts.size()) {
                joined.put(key, workload.in(parts.size()));
            }
            changed.delete(key);
        }
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

    private void forward(PublishedEvent event, String sink) {
        RecordHeaders headers = new RecordHeaders();
        attributes.headers(event).forEach(headers::add);
        context.forward(new Record<>(event.key(), event.data().length == 0 ? null : event.data(), event.time().toEpochMilli(), headers), sink);
    }
}
