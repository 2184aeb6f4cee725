// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * Something that the collector said. All times are wall time in nanoseconds since 1970; 0 if something has not happened yet. Paths
 * and comm are untrusted text.
 */
public sealed interface Event {

    Position position();

    /** When it happened. */
    long time();

    /** Calls the visitor's method for this kind of event. */
    void accept(Visitor visitor);

    /** Takes each kind of event. The compiler names the visitors that a new kind concerns. */
    interface Visitor {
        void visit(Observation observation);

        void visit(CgroupCreated created);

        void visit(CgroupRemoved removed);

        void visit(StageChanged changed);

        void visit(Snapshot snapshot);

        void visit(ContainerChanged changed);

        void visit(SessionStarted started);

        void visit(LossReported reported);

        void visit(HostDescribed described);

        void visit(CallsProfiled profiled);

        void visit(ProgramRead read);

        void visit(Missed missed);

        void visit(TraceCall call);
    }

    /** An event about one slot. */
    sealed interface OfSlot extends Event {
        SlotId slot();
    }

    /**
     * An item was seen: first observations always, repetitions outside the policy within the rate limit.
     *
     * @param count observations of this item in this slot so far, this one included
     * @param flags {@link ItemFlags} bits
     * @param result return value of a denial, else 0
     * @param args the six arguments
     * @param caller kernel address that asked for the capability, else 0
     * @param path of the executable; of an executable item: the string given to execve
     */
    record Observation(
            Position position, long time, SlotId slot, Item item, long count, int flags, long result, List<Long> args, long caller,
            Actor actor, String path)
            implements OfSlot {

        public Observation {
            args = List.copyOf(args);
        }

        public boolean first() {
            return (flags & ItemFlags.FIRST) != 0;
        }

        public boolean outsidePolicy() {
            return (flags & ItemFlags.OUTSIDE_POLICY) != 0;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** A new cgroup was given a slot. */
    record CgroupCreated(Position position, long time, SlotId slot, long cgroupId, long parentId, String path) implements OfSlot {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** The cgroup that owned a slot went away. */
    record CgroupRemoved(Position position, long time, SlotId slot, long cgroupId, long parentId, String path) implements OfSlot {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * The entrypoint's tree passed to a later stage.
     *
     * @param nr the system call that changed the stage
     * @param underFilter a seccomp filter was active at the entrypoint's exec
     * @param path of a start: the string given to execve
     */
    record StageChanged(
            Position position, long time, SlotId slot, Stage stage, int nr, boolean underFilter, boolean noNewPrivileges, Actor actor, String path)
            implements OfSlot {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * The absolute state of a slot: the truth that observations are the news of.
     *
     * @param last the cgroup is gone: nothing follows for this slot
     * @param closesWindow {@code window} counts as one sample unit
     * @param mode {@link SlotMode} bits
     * @param notes {@link SlotNote} bits
     * @param windowNumber 1 for the first window
     * @param produced records that the slot tried to send
     * @param lost by reason; reasons without loss are left out
     * @param runtimeCalls what the runtime did behind its filter, x86_64 numbers
     */
    record Snapshot(
            Position position,
            long time,
            SlotId slot,
            boolean last,
            boolean closesWindow,
            int mode,
            int notes,
            int windowNumber,
            long windowOpened,
            long created,
            long entrypoint,
            long serving,
            long produced,
            Map<Loss, Long> lost,
            SyscallSets seen,
            SyscallSets window,
            Map<RuntimeCallsKind, SortedSet<Integer>> runtimeCalls,
            List<ItemState> items)
            implements OfSlot {

        public Snapshot {
            lost = Map.copyOf(lost);
            runtimeCalls = Map.copyOf(runtimeCalls);
            items = List.copyOf(items);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * An item in a snapshot.
     *
     * @param tgid of the first observation, as the host sees it
     * @param flags {@link ItemFlags} bits
     */
    record ItemState(Item item, long count, long first, long last, int tgid, int flags) {}

    /** The container of a slot became known, changed, or ended. */
    record ContainerChanged(Position position, long time, SlotId slot, ContainerMetadata container) implements OfSlot {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** A collector started. */
    record SessionStarted(Position position, long time, SessionInfo session) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** Host-wide counters, absolute. */
    record LossReported(Position position, long time, LossReport report) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** What the host gives its containers became known, or changed. */
    record HostDescribed(Position position, long time, HostInfo host) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** The calls of a container that is profiled, absolute. */
    record CallsProfiled(Position position, long time, SlotId slot, CallProfile profile) implements Event {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /** The file that a program is became known, some time after the observation of its start. */
    record ProgramRead(Position position, long time, SlotId slot, Item item, ProgramFile file) implements OfSlot {
        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * Something that was due in the queue is not there, or could not be read.
     *
     * @param count documents, records or bytes, as the reason says
     */
    record Missed(Position position, long time, Reason reason, long count) implements Event {

        /** What is missing. */
        public enum Reason {
            /** Documents, by the gap in their sequence. */
            DOCUMENTS_MISSING,
            /** Bytes of the ring, by the gap in the batches' positions. */
            RING_BYTES_MISSING,
            /** A document that is not what it claims to be. */
            DOCUMENT_MALFORMED,
            /** A record in a batch that is not what it claims to be. */
            RECORD_MALFORMED
        }

        /** Whether state may be among it, which no later document repeats: a container's name, or its last snapshot. */
        public boolean state() {
            return reason == Reason.DOCUMENTS_MISSING || reason == Reason.DOCUMENT_MALFORMED;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }

    /**
     * One call in trace mode.
     *
     * @param returned false: the entry, {@code args} are valid; true: the return, {@code result} is valid
     */
    record TraceCall(
            Position position, long time, SlotId slot, int tgid, int tid, Abi abi, int nr, Stage stage, boolean returned, List<Long> args,
            long result)
            implements OfSlot {

        public TraceCall {
            args = List.copyOf(args);
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.visit(this);
        }
    }
}
