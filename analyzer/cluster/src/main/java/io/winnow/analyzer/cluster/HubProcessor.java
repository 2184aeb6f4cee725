// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.learn.Decisions;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What a hub does with the workloads of a partition: reports of nodes are joined, decisions are made as they are asked for, and changes published now and then. */
final class HubProcessor implements Processor<String, byte[], String, byte[]> {

    /** After a publication its time, so many times over, belongs to what arrives: joined together, many reports cost little more than one. */
    private static final int REST = 1;

    private final HubSettings settings;
    private final RefusedReports refused;
    private ProcessorContext<String, byte[]> context;
    private BaselineJoin join;
    private DecisionMaker decisions;
    private Cancellable publication;

    HubProcessor(HubSettings settings, RefusedReports refused) {
        this.settings = settings;
        this.refused = refused;
    }

    /** Also called when a transaction failed: nothing of what was in memory is kept. */
    @Override
    public void init(ProcessorContext<String, byte[]> here) {
        context = here;
        Decisions rules = new Decisions(settings.rules());
        JoinedWorkloads workloads = new JoinedWorkloads(here, rules, settings.aloneOf() > 0);
        Outgoing outgoing = new Outgoing(here, settings.cluster(), settings.aloneOf());
        Freezing freezing = new Freezing(rules, settings.aloneOf());
        join = new BaselineJoin(settings, freezing, workloads, outgoing, refused);
        decisions = new DecisionMaker(rules, freezing, workloads, outgoing);
        publishAfter(settings.every());
    }

    @Override
    public void process(Record<String, byte[]> message) {
        RecordMetadata place = context.recordMetadata().orElseThrow();
        if (place.topic().equals(settings.requests())) {
            decisions.make(message, Instant.ofEpochMilli(context.currentSystemTimeMs()));
        } else {
            join.report(message, place);
        }
    }

    private void publishAfter(Duration time) {
        publication = context.schedule(time, PunctuationType.WALL_CLOCK_TIME, now -> publish(Instant.ofEpochMilli(now)));
    }

    private void publish(Instant now) {
        long start = System.nanoTime();
        join.publish(now);
        publication.cancel();
        publishAfter(Duration.ofNanos(Math.max(settings.every().toNanos(), REST * (System.nanoTime() - start))));
    }
}
