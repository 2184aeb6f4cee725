// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.flyweight.ItemStateFlyweight;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** From the bytes of a snapshot to an event. Throws {@code MalformedRecordException} for bytes that are not what they claim to be. */
final class SnapshotDecoder {

    private final SnapshotFlyweight snapshot = new SnapshotFlyweight();

    Event.Snapshot decode(ByteBuffer bytes, int offset, int length, Position position, Clocks clocks, long epoch) {
        snapshot.wrap(bytes, offset, length);
        return new Event.Snapshot(
                position,
                clocks.wall(snapshot.time()),
                SlotId.of(epoch, snapshot.slotKey()),
                (snapshot.flags() & SnapshotFlags.FINAL) != 0,
                (snapshot.flags() & SnapshotFlags.WINDOW) != 0,
                snapshot.mode(),
                snapshot.notes(),
                snapshot.windowNumber(),
                clocks.wall(snapshot.windowOpened()),
                clocks.wall(snapshot.created()),
                clocks.wall(snapshot.entrypoint()),
                clocks.wall(snapshot.serving()),
                snapshot.produced(),
                lost(),
                sets(snapshot::seen),
                sets(snapshot::window),
                runtimeCalls(),
                items(clocks));
    }

    private Map<Loss, Long> lost() {
        Map<Loss, Long> lost = new EnumMap<>(Loss.class);
        for (Loss reason : Loss.values()) {
            if (snapshot.lost(reason) != 0) {
                lost.put(reason, snapshot.lost(reason));
            }
        }
        return lost;
    }

    private static SyscallSets sets(BitmapWords source) {
        long[] words = new long[Layout.BITMAP_WORDS];
        for (Stage stage : Stage.values()) {
            for (Abi abi : Abi.values()) {
                for (int word = 0; word < Layout.WORDS; word++) {
                    words[Layout.word(stage, abi, word)] = source.word(stage, abi, word);
                }
            }
        }
        return SyscallSets.of(words);
    }

    private Map<RuntimeCallsKind, SortedSet<Integer>> runtimeCalls() {
        Map<RuntimeCallsKind, SortedSet<Integer>> sets = new EnumMap<>(RuntimeCallsKind.class);
        for (RuntimeCallsKind kind : RuntimeCallsKind.values()) {
            long[] words = new long[Layout.WORDS];
            for (int word = 0; word < Layout.WORDS; word++) {
                words[word] = snapshot.runtimeCalls(kind, word);
            }
            SortedSet<Integer> numbers = new TreeSet<>();
            for (int number : SyscallSets.numbers(words, 0, Layout.WORDS)) {
                numbers.add(number);
            }
            if (!numbers.isEmpty()) {
                sets.put(kind, Collections.unmodifiableSortedSet(numbers));
            }
        }
        return sets;
    }

    private List<Event.ItemState> items(Clocks clocks) {
        List<Event.ItemState> items = new ArrayList<>(snapshot.itemCount());
        for (int i = 0; i < snapshot.itemCount(); i++) {
            ItemStateFlyweight state = snapshot.item(i);
            items.add(new Event.ItemState(
                    state.item().item(), state.count(), clocks.wall(state.first()), clocks.wall(state.last()), state.tgid(), state.flags()));
        }
        return items;
    }

    private interface BitmapWords {
        long word(Stage stage, Abi abi, int word);
    }
}
