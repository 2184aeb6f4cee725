// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.HeaderFlyweight;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.ProfileBuffer;
import io.winnow.collector.tracer.SlotInfo;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerException;
import io.winnow.collector.tracer.TracerOptions;
import io.winnow.collector.tracer.Tracers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A tracer beside whatever service may be running, which looks at each call in one cgroup and in those below it: no queue, no pins, and
 * nothing stays in the kernel behind it. For one thread.
 */
public final class CallTracer implements AutoCloseable {

    private static final int BATCH_BYTES = 4 << 20;
    private static final int MAX_PROFILE_BYTES = 1 << 29;
    private static final int SETTLING_ROUNDS = 200;
    private static final long SETTLING_NANOS = 1_000_000;

    private final Tracer tracer;
    private final int mode;
    private final Consumer<TraceFlyweight> calls;
    private final ByteBuffer batch = buffer(BATCH_BYTES);
    private final ByteBuffer snapshot = buffer(SnapshotFlyweight.BLOCK_LENGTH);
    private final BatchReader reader = new BatchReader();
    private final TraceFlyweight trace = new TraceFlyweight();
    private final ProfileBuffer profile;
    private SlotKey slot;
    private long delivered;

    /**
     * What became of the records of the slot: produced = delivered + lost.
     *
     * @param produced as the kernel counts
     * @param delivered as they came out of the ring
     * @param lost as the kernel counts: they found no place in the ring
     */
    public record Flow(long produced, long delivered, long lost) {}

    private CallTracer(Tracer tracer, int mode, Consumer<TraceFlyweight> calls) {
        this.tracer = tracer;
        this.mode = mode;
        this.calls = calls;
        this.profile = new ProfileBuffer(tracer, MAX_PROFILE_BYTES);
    }

    /**
     * Opens it; nothing is looked at yet.
     *
     * @param mode TRACE or PROFILE of {@link SlotMode}
     * @param calls gets each record of trace mode
     * @throws CommandException if this host does not let it open
     */
    public static CallTracer open(TracerOptions options, int mode, Consumer<TraceFlyweight> calls) {
        try {
            return new CallTracer(Tracers.open(options), mode, calls);
        } catch (TracerException e) {
            throw new CommandException(ExitCode.UNSUPPORTED, e.getMessage(), e);
        }
    }

    /** Begins with a cgroup that a command is about to enter. */
    public void watchCommand(CgroupRef cgroup) {
        watch(cgroup, SlotMode.COMMAND);
    }

    /** Begins with a cgroup that has run before, and with all that lies below it. */
    void watchContainer(CgroupRef cgroup) {
        watch(cgroup, SlotMode.LATE);
        drain(); // what was made below it a moment ago gives its own slot back
    }

    private void watch(CgroupRef cgroup, int kind) {
        try {
            int index = tracer.watch(cgroup.id(), SlotMode.CONFIRMED | kind | mode, cgroup.path())
                    .orElseThrow(() -> new CommandException(ExitCode.FAILURE, "no slot is free: raise collector.slots"));
            slot = tracer.slot(index).map(SlotInfo::key)
                    .orElseThrow(() -> new CommandException(ExitCode.FAILURE, "the cgroup " + cgroup.path() + " is gone already"));
        } catch (TracerException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
    }

    /** Takes what waits in the ring, a batch at most. Returns the number of bytes. */
    int drain() {
        tracer.tick();
        int bytes = tracer.drain(batch.clear());
        if (bytes > 0) {
            reader.wrap(batch, 0, bytes, 0);
            while (reader.next()) {
                visit(reader.header());
            }
            tracer.drained(bytes);
        }
        return bytes;
    }

    private void visit(HeaderFlyweight header) {
        if (header.slot() == slot.index() && header.generation() == slot.generation()) {
            delivered++;
            if (header.typeNumber() == RecordType.TRACE.number()) {
                trace.wrap(batch, reader.offset(), reader.length());
                calls.accept(trace);
            }
        } else if (header.typeNumber() == RecordType.CGROUP_CREATED.number()) {
            release(header.slotKey());
        }
    }

    /** Cgroups that others make meanwhile are none of ours. */
    private void release(SlotKey unrelated) {
        try {
            tracer.release(unrelated);
        } catch (TracerException e) {
            if (!e.stale()) {
                throw e;
            }
        }
    }

    /** What was counted so far in profile mode. */
    List<SyscallUse> profile() {
        return profile.read(slot, false);
    }

    /** Calls that found no place in the profile, of this tracer. */
    long uncounted() {
        return tracer.counters().profilesFull();
    }

    /** Now: CLOCK_REALTIME − CLOCK_BOOTTIME, nanoseconds. */
    long clockOffset() {
        return tracer.clockOffset();
    }

    /** Switches the mode off and takes what the ring still holds. */
    public Flow stop() {
        tracer.mode(slot, 0, mode);
        Flow flow = flow();
        // a container goes on, and what it does for the first time is still reported: until both counts are of the same moment
        for (int round = 0; round < SETTLING_ROUNDS && flow.delivered() + flow.lost() != flow.produced(); round++) {
            LockSupport.parkNanos(SETTLING_NANOS);
            flow = flow();
        }
        return flow;
    }

    private Flow flow() {
        while (drain() > 0) {
            // all that is there
        }
        SnapshotFlyweight view = new SnapshotFlyweight();
        view.wrap(snapshot, 0, tracer.snapshot(slot, false, snapshot.clear()));
        return new Flow(view.produced(), delivered, view.lost(Loss.RING_FULL));
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        tracer.close();
    }
}
