// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.queue.ControlQueue;

/** Policies, wishes to profile and acknowledgements through the control queue. */
public final class QueuePolicySender implements PolicySender {

    /** The analyzer among the readers of the events queue. */
    public static final String READER = "analyzer";

    private final ControlQueue control;

    public QueuePolicySender(ControlQueue control) {
        this.control = control;
    }

    @Override
    public boolean send(PolicyDocument policy) {
        return control.send(policy);
    }

    @Override
    public boolean send(ProfilingRequest request) {
        return control.send(request);
    }

    @Override
    public boolean acknowledge(long index) {
        return control.acknowledge(new Acknowledgement(READER, index));
    }

    @Override
    public void close() {
        control.close();
    }
}
