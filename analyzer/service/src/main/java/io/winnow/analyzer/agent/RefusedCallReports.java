// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.workload.RefusedCall;
import io.winnow.analyzer.workload.RefusedCalls;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;

/** Counts the first refusals of calls in containers, and says of each which call it was, whether its workload is frozen or not. For one thread. */
final class RefusedCallReports {

    private final Learner learner;
    private final RefusedCalls refusedCalls;
    private long refused;

    RefusedCallReports(Learner learner, RefusedCalls refusedCalls) {
        this.learner = learner;
        this.refusedCalls = refusedCalls;
    }

    void register(Metrics metrics) {
        metrics.read(Metric.REFUSED_CALLS, () -> refused);
    }

    void observed(Event.Observation observation) {
        if (observation.item().kind() == ItemKind.DENIAL && observation.first()) {
            refused++;
            report(observation);
        }
    }

    /** What the container answers itself it needs no help with. */
    private void report(Event.Observation observation) {
        Item denial = observation.item();
        learner.workloadOf(observation.slot()).filter(any -> !Denial.isOwn(denial.detail())).ifPresent(workload -> {
            String name = SyscallTable.name(denial.abi(), denial.nr()).orElse("");
            refusedCalls.refused(learner.container(observation.slot()).orElseThrow(), new RefusedCall(
                    workload, Summary.call(denial), name, Summary.refusal(denial.detail()), observation.actor().comm(), observation.time()));
        });
    }
}
