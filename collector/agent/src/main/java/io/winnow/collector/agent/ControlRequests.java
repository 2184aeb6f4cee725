// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.queue.EventsQueue;

/** Does what the analyzer asks for. */
final class ControlRequests implements PolicyReader.Listener {

    private final Slots slots;
    private final SlotActions actions;
    private final CallProfiling profiling;
    private final EventsQueue queue;

    ControlRequests(Slots slots, SlotActions actions, CallProfiling profiling, EventsQueue queue) {
        this.slots = slots;
        this.actions = actions;
        this.profiling = profiling;
        this.queue = queue;
    }

    @Override
    public void onPolicy(String container, SlotPolicy policy) {
        slots.of(container).forEach(slot -> actions.apply(policy, slot));
    }

    @Override
    public void onProfiling(ProfilingRequest request) {
        profiling.ask(request);
    }

    @Override
    public void onAcknowledgement(Acknowledgement done) {
        queue.acknowledge(done.reader(), done.index());
    }
}
