// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.store.Shared;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the decisions that hubs were asked for, in the order in which they come, on what is joined, and publishes them for the nodes at once. */
final class DecisionMaker implements Processor<String, byte[], String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionMaker.class);

    private final HubSettings settings;
    private final Decisions decisions;
    private ProcessorContext<String, byte[]> context;
    private Outgoing outgoing;
    private KeyValueStore<String, Joined> workloads;
    private KeyValueStore<String, byte[]> changed;

    DecisionMaker(HubSettings settings) {
        this.settings = settings;
        this.decisions = new Decisions(settings.rules());
    }

    @Override
    public void init(ProcessorContext<String, byte[]> here) {
        context = here;
        outgoing = new Outgoing(here, settings.cluster());
        workloads = here.getStateStore(BaselineJoin.WORKLOADS);
        changed = here.getStateStore(BaselineJoin.CHANGED);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        Shared asked;
        try {
            asked = DecisionRequest.read(message.value());
        } catch (IllegalArgumentException e) {
            LOG.warn("a decision was asked for that is none: {}", e.getMessage());
            return;
        }
        Joined known = workloads.get(message.key());
        if (known != null) {
            decide(message.key(), known, asked);
        }
    }

    private void decide(String key, Joined known, Shared asked) {
        Decision decision = asked.decisions().get(0);
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        if (decision.action() == Decision.Action.FORGET) {
            outgoing.nothing(known, now);
            workloads.delete(key);
            changed.delete(key);
        } else {
            Workload after = decisions.decide(known.workload(), decision, asked.baseline());
            if (after.decisions().equals(known.workload().decisions())) {
                return; // another was faster
            }
            workloads.put(key, outgoing.baseline(outgoing.decisions(known.with(after), now), now));
        }
        LOG.info("workload {}: {} by {}", known.workload().id(), decision.action(), decision.by());
    }
}
