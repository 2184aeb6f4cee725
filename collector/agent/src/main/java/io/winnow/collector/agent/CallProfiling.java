// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Printable;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.ProfileBuffer;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and times each call of the containers that the analyzer asks for, and writes once a second what was counted. The analyzer has less privilege than
 * we, and a profiled container's calls are slower: so at most {@value #MAX_CONTAINERS} containers are profiled at a time, each for {@link #LONGEST} at
 * most, whatever is asked.
 */
final class CallProfiling {

    static final int MAX_CONTAINERS = 8;
    static final Duration LONGEST = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(CallProfiling.class);
    private static final Duration SAMPLE = Duration.ofSeconds(1);
    /** A container chooses how many errnos its calls have: its document stays below a megabyte. */
    private static final int MAX_BYTES = 8 << 20;

    private final Tracer tracer;
    private final EventsQueue queue;
    private final LongSupplier wallTime;
    private final Map<String, ProfilingRequest> requests = new HashMap<>();
    private final Interval samples;
    private ProfileBuffer buffer;

    /**
     * @param wallTime nanoseconds since 1970
     * @param now {@code System.nanoTime()}'s
     */
    CallProfiling(Tracer tracer, EventsQueue queue, LongSupplier wallTime, long now) {
        this.tracer = tracer;
        this.queue = queue;
        this.wallTime = wallTime;
        this.samples = new Interval(SAMPLE, now);
    }

    /** Takes a request; one that is over ends what the container's last one began. */
    void ask(ProfilingRequest request) {
        String container = request.container();
        if (isOver(request)) {
            requests.computeIfPresent(container, (id, before) -> request);
        } else if (requests.containsKey(container) || requests.size() < MAX_CONTAINERS) {
            requests.put(container, request.atMost(wallTime.getAsLong() + LONGEST.toNanos()));
        } else {
            LOG.warn("container {} is not profiled: {} are already", Printable.of(container), MAX_CONTAINERS);
        }
    }

    /** Samples each slot that is profiled, or is to be, if it is time again. Returns how many documents were written. */
    int turn(Collection<TrackedSlot> slots, long now) {
        if (!samples.elapsed(now)) {
            return 0;
        }
        int written = 0;
        for (TrackedSlot slot : slots) {
            if (slot.container != null && !slot.removed) {
                written += attend(slot);
            }
        }
        requests.values().removeIf(this::isOver);
        return written;
    }

    private int attend(TrackedSlot slot) {
        ProfilingRequest request = requests.get(slot.container.id());
        if (request != null && !isOver(request) && !slot.profiled) {
            slot.profiled = true;
            mode(slot, SlotMode.PROFILE, 0);
            return 0;
        }
        return slot.profiled ? sample(slot, request == null || isOver(request)) : 0;
    }

    /** The slot is about to be released: what was counted last is written, and the kernel's map has its space again. */
    void end(TrackedSlot slot) {
        if (slot.profiled) {
            sample(slot, true);
        }
    }

    private int sample(TrackedSlot slot, boolean last) {
        if (last) {
            slot.profiled = false;
            mode(slot, 0, SlotMode.PROFILE);
        }
        ProfilingRequest request = slot.container == null ? null : requests.get(slot.container.id());
        try {
            List<SyscallUse> calls = buffer().read(slot.key, last);
            return request != null && queue.append(DocumentType.PROFILE,
                    new CallProfile(request, slot.key, last, tracer.counters().profilesFull(), calls)) ? 1 : 0;
        } catch (TracerException e) {
            LOG.warn("cgroup {} gave no profile: {}", Printable.of(slot.cgroup.path()), e.getMessage());
            return 0;
        }
    }

    private void mode(TrackedSlot slot, int set, int clear) {
        SlotActions.unlessStale(slot, () -> tracer.mode(slot.key, set, clear));
    }

    private boolean isOver(ProfilingRequest request) {
        return request.until() <= wallTime.getAsLong();
    }

    private ProfileBuffer buffer() {
        buffer = buffer == null ? new ProfileBuffer(tracer, MAX_BYTES) : buffer;
        return buffer;
    }
}
