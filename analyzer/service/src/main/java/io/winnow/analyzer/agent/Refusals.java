// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.PolicyDocument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks for the calls that seccomp refuses in containers that learn under a filter: for some time after a container appears, since a profile that breaks
 * a program mostly does so at the start. Not for longer, because the kernel's exit hook, which sees them, costs every system call of the host.
 */
final class Refusals {

    private final long time;
    private final LongSupplier nanoTime;
    private final Deque<Asked> asked = new ArrayDeque<>();

    /** A container that is asked about. */
    record Asked(SlotId slot, String container, long until) {}

    /** @param time zero: nothing is asked */
    Refusals(Duration time, LongSupplier nanoTime) {
        this.time = time.toNanos();
        this.nanoTime = nanoTime;
    }

    /** What to ask of the collector for a container that has just appeared; empty if it has no filter. */
    Optional<PolicyDocument> ask(SlotId slot, ContainerMetadata container) {
        if (time == 0 || container.grants().seccomp() != Grants.Seccomp.FILTER) {
            return Optional.empty();
        }
        asked.add(new Asked(slot, container.id(), nanoTime.getAsLong() + time));
        return Optional.of(new PolicyDocument(container.id(), PolicyDocument.Mode.LEARN, List.of(), true));
    }

    /** Those whose time is over, once. */
    List<Asked> over() {
        List<Asked> over = new ArrayList<>();
        while (!asked.isEmpty() && asked.peek().until() - nanoTime.getAsLong() <= 0) {
            over.add(asked.remove());
        }
        return over;
    }
}
