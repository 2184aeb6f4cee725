// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.PolicySender;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A queue to the collector that records what it gets, and that can be full. */
final class FakePolicySender implements PolicySender {

    private final List<PolicyDocument> sent = new CopyOnWriteArrayList<>();
    private final List<ProfilingRequest> profiling = new CopyOnWriteArrayList<>();
    private volatile long acknowledged = -1;
    private volatile boolean full;

    void full(boolean now) {
        full = now;
    }

    List<PolicyDocument> sent() {
        return List.copyOf(sent);
    }

    long acknowledged() {
        return acknowledged;
    }

    @Override
    public boolean send(PolicyDocument policy) {
        if (full) {
            return false;
        }
        sent.add(policy);
        return true;
    }

    @Override
    public boolean send(ProfilingRequest request) {
        if (full) {
            return false;
        }
        profiling.add(request);
        return true;
    }

    List<ProfilingRequest> profiling() {
        return List.copyOf(profiling);
    }

    @Override
    public boolean acknowledge(long index) {
        acknowledged = index;
        return true;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
