// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.store.Shared;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the decisions that hubs were asked for, in the order in which they come, on what is joined, and publishes them for the nodes at once. */
final class DecisionMaker {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionMaker.class);

    private final Decisions decisions;
    private final JoinedWorkloads workloads;
    private final Outgoing outgoing;

    DecisionMaker(Decisions decisions, JoinedWorkloads workloads, Outgoing outgoing) {
        this.decisions = decisions;
        this.workloads = workloads;
        this.outgoing = outgoing;
    }

    void make(Record<String, byte[]> message, Instant now) {
        Shared asked;
        try {
            asked = DecisionRequest.read(message.value());
        } catch (IllegalArgumentException e) {
            LOG.warn("a decision was asked for that is none: {}", e.getMessage());
            return;
        }
        workloads.change(message.key()).ifPresent(known -> decide(message.key(), known.after(), asked, now));
    }

    private void decide(String key, Joined known, Shared asked, Instant now) {
        Decision decision = asked.decisions().get(0);
        if (decision.action() == Decision.Action.FORGET) {
            outgoing.nothing(known, now);
            workloads.forget(key);
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
