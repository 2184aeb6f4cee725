// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.record.Printable;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to slots. One that has gone to another slot owner meanwhile is left alone: its end is noticed elsewhere. */
final class SlotActions {

    private static final Logger LOG = LoggerFactory.getLogger(SlotActions.class);

    private final Tracer tracer;

    SlotActions(Tracer tracer) {
        this.tracer = tracer;
    }

    void confirm(TrackedSlot slot) {
        int mode = SlotMode.CONFIRMED | (slot.container.kind() == ContainerKind.COMMAND ? SlotMode.COMMAND : 0);
        unlessStale(slot, () -> tracer.mode(slot.key, mode, 0));
    }

    void release(TrackedSlot slot) {
        unlessStale(slot, () -> tracer.release(slot.key));
    }

    void apply(SlotPolicy policy, TrackedSlot slot) {
        slot.watching = policy.watches();
        unlessStale(slot, () -> policy.apply(tracer, slot.key));
    }

    /** Has it done, unless the slot has gone to another slot owner. */
    static void unlessStale(TrackedSlot slot, Runnable action) {
        try {
            action.run();
        } catch (TracerException e) {
            if (!e.stale()) {
                throw e;
            }
            LOG.debug("cgroup {} is gone: {}", Printable.of(slot.cgroup.path()), e.getMessage());
        }
    }
}
