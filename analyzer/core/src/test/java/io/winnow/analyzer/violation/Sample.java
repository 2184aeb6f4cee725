// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.ingest.SyscallSets;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Items and events of a watched container. Times are seconds since 1970. */
final class Sample {

    static final SlotId SLOT = new SlotId(7, 3, 1);
    static final long FROZEN_AT = 1_000;
    static final Subject SUBJECT = new Subject("node-1", "shop/web", "c0ffee", "web-1", "nginx:1.25", "");

    private Sample() {}

    static long seconds(long number) {
        return number * 1_000_000_000L;
    }

    static Item call(Stage stage, String name) {
        return Item.syscall(Abi.X86_64, stage, SampleBaseline.number(name));
    }

    static Item argument(Stage stage, String call, int argument, long value) {
        return new Item(ItemKind.ARGUMENT, Abi.X86_64, stage, argument, SampleBaseline.number(call), value);
    }

    static Item denial(String call, long errno) {
        return new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, SampleBaseline.number(call), errno);
    }

    static Watched watched(SampleBaseline baseline) {
        return new Watched(SUBJECT, new FrozenBaseline(baseline.build(), ImplicitAllowances.NONE), seconds(FROZEN_AT));
    }

    static Event.Observation observation(Item item, long count, long seconds, long... args) {
        List<Long> six = LongStream.range(0, Layout.ARGS).map(i -> i < args.length ? args[(int) i] : 0).boxed().toList();
        return new Event.Observation(new Position(1, 40), seconds(seconds), SLOT, item, count, 0, -1, six, 0, new Actor(4711, 4712, 7, 0, 0, "sh"), "/bin/sh");
    }

    static Event.ItemState state(Item item, long count, long first, long last, int flags) {
        return new Event.ItemState(item, count, seconds(first), seconds(last), 4711, flags);
    }

    static Event.Snapshot snapshot(long seconds, boolean last, long created, Map<Loss, Long> lost, Set<Item> seen, Event.ItemState... items) {
        long[] words = new long[Layout.BITMAP_WORDS];
        for (Item item : seen) {
            words[Layout.word(item.stage(), item.abi(), item.nr() / Long.SIZE)] |= 1L << item.nr();
        }
        return new Event.Snapshot(new Position(2, 0), seconds(seconds), SLOT, last, false, 0, 0, 1, 0, seconds(created), seconds(created), 0, 0,
                lost, SyscallSets.of(words), SyscallSets.EMPTY, Map.of(), List.of(items));
    }

    static Event.Snapshot snapshot(long seconds, Set<Item> seen, Event.ItemState... items) {
        return snapshot(seconds, false, FROZEN_AT + 1, Map.of(), seen, items);
    }
}
