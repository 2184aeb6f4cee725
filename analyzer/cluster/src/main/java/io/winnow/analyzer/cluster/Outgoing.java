// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Events on their way from a processor to the sinks, each of which has the name of its stream. */
final class Outgoing {

    private final ProcessorContext<String, byte[]> context;
    private final SharedEvents events;
    private final int many;
    private final CloudEvents attributes = new CloudEvents();

    /** @param many what one of so many did alone is said apart; 0: nothing is */
    Outgoing(ProcessorContext<String, byte[]> context, String cluster, int many) {
        this.context = context;
        this.many = many;
        this.events = new SharedEvents(cluster);
    }

    /** What is joined, in place of what was. @return as it is published then */
    Joined baseline(Joined joined, Instant now) {
        List<PublishedEvent> parts = events.joined(joined.workload(), joined.runtimeCalls(), joined.alone(many), now);
        parts.forEach(this::send);
        takeBack(EventStream.CLUSTER, joined, parts.size(), joined.parts(), now);
        return joined.in(parts.size());
    }

    /** What was decided, for the nodes. @return as it is published then */
    Joined decisions(Joined joined, Instant now) {
        List<PublishedEvent> parts = events.decided(joined.workload(), joined.runtimeCalls(), now);
        parts.forEach(this::send);
        takeBack(EventStream.DECISIONS, joined, parts.size(), joined.decidedParts(), now);
        return joined.decidedIn(parts.size());
    }

    /** The workload is forgotten. */
    void nothing(Joined joined, Instant now) {
        takeBack(EventStream.CLUSTER, joined, 0, joined.parts(), now);
        takeBack(EventStream.DECISIONS, joined, 0, joined.decidedParts(), now);
    }

    private void takeBack(EventStream stream, Joined joined, int from, int to, Instant now) {
        events.withoutParts(stream, Shared.HUB, joined.workload().id(), from, to, now).forEach(this::send);
    }

    void send(PublishedEvent event) {
        RecordHeaders headers = new RecordHeaders();
        attributes.headers(event).forEach(headers::add);
        context.forward(new Record<>(event.key(), event.data().length == 0 ? null : event.data(), event.time().toEpochMilli(), headers), event.stream().name());
    }
}
