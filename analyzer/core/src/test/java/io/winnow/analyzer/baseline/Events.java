// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.ingest.SyscallSets;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Events of a made-up container, for tests. Times are small numbers of seconds. */
public final class Events {

    public static final long SECOND = 1_000_000_000L;
    public static final Position NOWHERE = new Position(0, 0);
    public static final long EPOCH = 7;

    private Events() {}

    public static SlotId slot(int index, int generation) {
        return new SlotId(EPOCH, index, generation);
    }

    public static Event.Observation observation(SlotId slot, Item item, long seconds) {
        return observation(slot, item, seconds, 1, 0);
    }

    public static Event.Observation observation(SlotId slot, Item item, long seconds, long count, int flags) {
        return observation(slot, item, seconds, count, flags, "/usr/sbin/nginx");
    }

    /** @param program that did it */
    public static Event.Observation observation(SlotId slot, Item item, long seconds, long count, int flags, String program) {
        return new Event.Observation(
                NOWHERE, seconds * SECOND, slot, item, count, flags, 0, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0,
                new Actor(4711, 4711, 1, 0, 0, "nginx"), program);
    }

    public static Event.ContainerChanged container(SlotId slot, String id, String name) {
        return container(slot, id, name, "", 0);
    }

    public static Event.ContainerChanged container(SlotId slot, String id, String name, String digest, long ended) {
        Grants grants = new Grants(true, List.of("CAP_CHOWN", "CAP_NET_RAW", "CAP_FROM_THE_FUTURE"), List.of(), null, false, null, 0);
        ContainerMetadata metadata = new ContainerMetadata(
                new SlotKey(slot.index(), slot.generation()), 9, "/a", id, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1.5"), "",
                name, "", digest, List.of(), Map.of(), grants, "node", 1, ended, false);
        return new Event.ContainerChanged(NOWHERE, SECOND, slot, metadata);
    }

    public static SnapshotBuilder snapshot(SlotId slot, long seconds) {
        return new SnapshotBuilder(slot, seconds);
    }

    public static Item start(int nr) {
        return Item.syscall(Abi.X86_64, Stage.START, nr);
    }

    public static Item serve(int nr) {
        return Item.syscall(Abi.X86_64, Stage.SERVE, nr);
    }

    /** A snapshot of a container that has started. */
    public static final class SnapshotBuilder {

        private final SlotId slot;
        private final long time;
        private final long[] seen = new long[Layout.BITMAP_WORDS];
        private final long[] window = new long[Layout.BITMAP_WORDS];
        private final Map<Loss, Long> lost = new HashMap<>();
        private final Map<RuntimeCallsKind, SortedSet<Integer>> runtimeCalls = new HashMap<>();
        private final List<Event.ItemState> items = new ArrayList<>();
        private boolean last;
        private boolean closesWindow;
        private int number;
        private int mode;
        private int notes;
        private long entrypoint = SECOND;

        private SnapshotBuilder(SlotId slot, long seconds) {
            this.slot = slot;
            this.time = seconds * SECOND;
        }

        public SnapshotBuilder seen(Item... calls) {
            for (Item call : calls) {
                set(seen, call);
            }
            return this;
        }

        /** Closes a window of ten seconds in which these calls were made. */
        public SnapshotBuilder window(int windowNumber, Item... calls) {
            closesWindow = true;
            number = windowNumber;
            for (Item call : calls) {
                set(window, call);
                set(seen, call);
            }
            return this;
        }

        public SnapshotBuilder item(Item item, long count, long firstSeconds, long lastSeconds, int flags) {
            items.add(new Event.ItemState(item, count, firstSeconds * SECOND, lastSeconds * SECOND, 4711, flags));
            return this;
        }

        public SnapshotBuilder runtimeCalls(RuntimeCallsKind kind, Integer... numbers) {
            runtimeCalls.put(kind, new TreeSet<>(List.of(numbers)));
            return this;
        }

        public SnapshotBuilder lost(Loss loss, long count) {
            lost.put(loss, count);
            return this;
        }

        public SnapshotBuilder mode(int bits) {
            mode = bits;
            return this;
        }

        public SnapshotBuilder notes(int bits) {
            notes = bits;
            return this;
        }

        public SnapshotBuilder beforeEntrypoint() {
            entrypoint = 0;
            return this;
        }

        public SnapshotBuilder last() {
            last = true;
            return this;
        }

        public Event.Snapshot build() {
            return new Event.Snapshot(
                    NOWHERE, time, slot, last, closesWindow, mode, notes, number, time - 10 * SECOND, SECOND, entrypoint, 0, 0, lost,
                    SyscallSets.of(seen), SyscallSets.of(window), runtimeCalls, items);
        }

        private static void set(long[] words, Item call) {
            words[Layout.word(call.stage(), call.abi(), call.nr() / Long.SIZE)] |= 1L << call.nr();
        }
    }
}
