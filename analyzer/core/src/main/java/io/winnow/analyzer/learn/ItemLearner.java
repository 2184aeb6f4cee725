// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.CapabilityFallback;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Learns the items that a container did, who did them first, in which windows, and what may be missing. */
final class ItemLearner implements BaselineLearner {

    private static final Map<Loss, GapReason> GAP_REASONS = Map.of(
            Loss.RING_FULL, GapReason.RING_FULL,
            Loss.ITEMS_FULL, GapReason.ITEMS_FULL,
            Loss.TASKS_FULL, GapReason.TASKS_FULL,
            Loss.OUT_OF_RANGE, GapReason.OUT_OF_RANGE,
            Loss.SETUP_FULL, GapReason.SETUP_FULL);

    @Override
    public void observation(Event.Observation observation, String replica, BaselineBuilder into) {
        if (!belongs(observation.item())) {
            return;
        }
        Actor actor = observation.actor();
        Provenance who = new Provenance(observation.time(), replica, observation.path(), actor.comm(), actor.tgid(), actor.containerTgid());
        into.see(observation.item(), new Observations(observation.time(), observation.time(), observation.count(), observation.flags(), Optional.of(who)));
    }

    @Override
    public void snapshot(Event.Snapshot snapshot, Optional<ContainerMetadata> container, BaselineBuilder into) {
        Set<Item> inWindow = new HashSet<>();
        syscalls(snapshot, inWindow, into);
        items(snapshot, inWindow, into);
        if (snapshot.closesWindow()) {
            boolean started = snapshot.entrypoint() != 0 && !late(snapshot);
            into.replica(snapshot.slot().toString(), replica -> (started ? replica.withStart() : replica).withWindow(snapshot.windowNumber(), inWindow));
        }
        snapshot.lost().forEach((loss, count) -> into.miss(GAP_REASONS.get(loss), count));
        circumstances(snapshot, into);
    }

    private static void syscalls(Event.Snapshot snapshot, Set<Item> inWindow, BaselineBuilder into) {
        for (Stage stage : Stage.values()) {
            for (Abi abi : Abi.values()) {
                snapshot.seen().numbers(stage, abi).forEach(nr -> into.see(Item.syscall(abi, stage, nr), Observations.by(snapshot.time())));
                snapshot.window().numbers(stage, abi).forEach(nr -> {
                    Item item = Item.syscall(abi, stage, nr);
                    inWindow.add(item);
                    into.see(item, Observations.within(snapshot.time(), snapshot.time()));
                });
            }
        }
    }

    private static void items(Event.Snapshot snapshot, Set<Item> inWindow, BaselineBuilder into) {
        Map<Item, Integer> fallbacks = CapabilityFallback.judge(snapshot);
        for (Event.ItemState state : snapshot.items()) {
            Item item = state.item();
            Observations observations = new Observations(state.first(), state.last(), state.count(), state.flags(), Optional.empty());
            if (belongs(item) && (!ArgumentSet.isSet(item) || observations.unconstrained())) {
                into.see(item, observations.withFlags(fallbacks.getOrDefault(item, 0)));
                if (state.last() >= snapshot.windowOpened()) {
                    inWindow.add(item);
                }
            }
        }
    }

    /** A replica found late shows less; one that is not makes good for those that are. */
    private static void circumstances(Event.Snapshot snapshot, BaselineBuilder into) {
        if (late(snapshot)) {
            into.miss(GapReason.LATE, 1);
        } else if (snapshot.entrypoint() != 0) {
            into.whole();
        }
    }

    private static boolean late(Event.Snapshot snapshot) {
        return (snapshot.mode() & SlotMode.LATE) != 0;
    }

    /** The kernel keeps all numbers beyond the table as one item, {@link Layout#SYSCALLS}; another number there is forged. */
    private static boolean belongs(Item item) {
        return item.kind() != ItemKind.SYSCALL || item.nr() >= 0 && item.nr() <= Layout.SYSCALLS;
    }
}
