// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.store.Shared;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the decisions that hubs were asked for, in the order in which they come, on what is joined, and publishes them for the nodes at once. */
final class DecisionMaker {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionMaker.class);

    private final Decisions decisions;
    private final Freezing freezing;
    private final JoinedWorkloads workloads;
    private final Outgoing outgoing;

    DecisionMaker(Decisions decisions, Freezing freezing, JoinedWorkloads workloads, Outgoing outgoing) {
        this.decisions = decisions;
        this.freezing = freezing;
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
            boolean ownBaseline = decision.action() == Decision.Action.FREEZE && asked.baseline().equals(Baseline.EMPTY);
            Workload after = ownBaseline ? freezing.of(known, decision) : decisions.decide(known.workload(), decision, asked.baseline());
            if (after.decisions().equals(known.workload().decisions())) {
                return; // another was faster
            }
            workloads.store(key, outgoing.baseline(outgoing.decisions(known.with(after).with(reporters(known, decision, asked.baseline())), now), now));
        }
        LOG.info("workload {}: {} by {}", known.workload().id(), decision.action(), decision.by());
    }

    /** What was accepted once is not held when the workload is thawed and frozen again. */
    private static Reporters reporters(Joined known, Decision decision, Baseline about) {
        return decision.action() == Decision.Action.ACCEPT ? known.reporters().without(about::contains) : known.reporters();
    }
}
