// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges what containers of frozen workloads do. A sight tells a violation at once and in full; a snapshot tells what no sight told, and how
 * often it happened meanwhile. A snapshot is read from the kernel's maps and so overtakes records that wait in the ring: what is new in it is
 * left to its sight, and told without one by the next snapshot. Each violation is told once, and then again with its count at most once in
 * {@code repeatAfter} while it goes on; the last snapshot tells the last count.
 *
 * <p>What it told counts for a restart only once it is {@linkplain #confirmed confirmed}: what was still on its way is told again, under the
 * same id. Used by one thread.
 */
public final class Detector {

    /** What hides behaviour for good; a full ring only costs detail. */
    private static final Set<Loss> HIDING = EnumSet.of(Loss.ITEMS_FULL, Loss.TASKS_FULL, Loss.OUT_OF_RANGE);

    private static final Set<ItemKind> WITH_ARGUMENTS = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.DENIAL);

    private final long repeatAfter;
    private final Map<SlotId, Map<String, Telling>> slots = new HashMap<>();
    private final Map<String, Way> onTheWay = new HashMap<>();

    /** How a violation was told last, and what of that is known to have arrived. Counts are 0 for never. */
    private static final class Telling {
        private long count;
        private long time;
        private long confirmedCount;
        private long confirmedTime;
        /** When the first snapshot was taken that had it; 0 for none. */
        private long snapshotTime;
        /** Path of the program that an executable item is about; empty where no sight told it in this life of the detector. */
        private String executable = "";
    }

    private record Way(SlotId slot, String key, long count, long time) {}

    /** What is about to be told. */
    private record News(
            ViolationKind kind, String key, long count, long time, Behaviour behaviour, Optional<Actor> actor,
            Violation.Evidence evidence, boolean unpaced) {}

    public Detector(Duration repeatAfter, DetectorState state) {
        this.repeatAfter = repeatAfter.toNanos();
        for (DetectorState.Told told : state.told()) {
            Telling telling = telling(told.slot(), told.key());
            telling.count = telling.confirmedCount = told.count();
            telling.time = telling.confirmedTime = told.time();
        }
    }

    /** The violations that an event tells of, in the order in which they are to be published. */
    public List<Violation> detect(Event.OfSlot event, Watched watched) {
        List<Violation> violations = new ArrayList<>();
        if (event instanceof Event.Sight sight) {
            watched.baseline().judge(sight.item(), sight.flags()).ifPresent(kind -> tell(sight, kind, watched, violations));
        } else if (event instanceof Event.Snapshot snapshot) {
            items(snapshot, watched, violations);
            syscalls(snapshot, watched, violations);
            losses(snapshot, watched, violations);
            if (snapshot.last()) {
                slots.remove(snapshot.slot());
            }
        }
        return violations;
    }

    /** Forgets slots that nothing more comes of, though their last snapshot never came. */
    public void retain(Predicate<SlotId> alive) {
        slots.keySet().removeIf(alive.negate());
    }

    /** The violation with this id has arrived. */
    public void confirmed(String id) {
        Way way = onTheWay.remove(id);
        Telling telling = way == null ? null : slots.getOrDefault(way.slot(), Map.of()).get(way.key());
        if (telling != null) {
            telling.confirmedCount = way.count();
            telling.confirmedTime = way.time();
        }
    }

    /** What to start from the next time. */
    public DetectorState state() {
        List<DetectorState.Told> told = new ArrayList<>();
        slots.forEach((slot, tellings) -> tellings.forEach((key, telling) -> {
            if (telling.confirmedTime != 0) {
                told.add(new DetectorState.Told(slot, key, telling.confirmedCount, telling.confirmedTime));
            }
        }));
        return new DetectorState(told);
    }

    private void tell(Event.Sight sight, ViolationKind kind, Watched watched, List<Violation> violations) {
        // of the other kinds the record has no registers
        List<Long> arguments = WITH_ARGUMENTS.contains(sight.item().kind()) ? sight.args() : List.of();
        Behaviour.Act act = new Behaviour.Act(sight.item(), arguments, sight.result(), sight.path());
        News news = new News(kind, ViolationIds.key(sight.item()), sight.count(), sight.time(), act, Optional.of(sight.actor()),
                Violation.Evidence.SIGHT, false);
        if (sight.item().kind() == ItemKind.EXECUTABLE) {
            telling(sight.slot(), news.key()).executable = sight.path();
        }
        tell(sight.slot(), news, watched, violations);
    }

    private void items(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Event.ItemState state : snapshot.items()) {
            Optional<ViolationKind> kind = watched.baseline().judge(state.item(), state.flags());
            if (kind.isPresent()) {
                String key = ViolationIds.key(state.item());
                long time = told(snapshot.slot(), key) ? state.last() : state.first();
                tell(snapshot, state.item(), kind.get(), Math.max(1, state.count()), time, watched, violations);
            }
        }
    }

    /** The bitmaps: what happened though no item and no sight of it exists. */
    private void syscalls(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                snapshot.seen().numbers(stage, abi).forEach(nr -> {
                    Item item = Item.syscall(abi, stage, nr);
                    watched.baseline().judge(item, 0)
                            .ifPresent(kind -> tell(snapshot, item, kind, 1, snapshot.time(), watched, violations));
                });
            }
        }
    }

    private void tell(
            Event.Snapshot snapshot, Item item, ViolationKind kind, long count, long time, Watched watched, List<Violation> violations) {
        String key = ViolationIds.key(item);
        Telling telling = telling(snapshot.slot(), key);
        if (telling.count == 0 && sightMayFollow(snapshot, telling)) {
            return;
        }
        Behaviour.Act act = new Behaviour.Act(item, List.of(), 0, telling.executable);
        News news = new News(kind, key, count, time, act, Optional.empty(), Violation.Evidence.SNAPSHOT, snapshot.last());
        tell(snapshot.slot(), news, watched, violations);
    }

    /** Not in the last snapshot, and where the ring was full it is not waited for: it may be what found no place. */
    private static boolean sightMayFollow(Event.Snapshot snapshot, Telling telling) {
        if (telling.snapshotTime == 0) {
            telling.snapshotTime = snapshot.time();
        }
        return !snapshot.last() && !snapshot.lost().containsKey(Loss.RING_FULL) && snapshot.time() <= telling.snapshotTime;
    }

    private void losses(Event.Snapshot snapshot, Watched watched, List<Violation> violations) {
        for (Loss reason : HIDING) {
            long count = snapshot.lost().getOrDefault(reason, 0L);
            String key = ViolationIds.key(reason);
            if (count > 0 && !told(snapshot.slot(), key) && snapshot.created() < watched.frozenAt()) {
                // lost while learning, or unknown when: the measure of what comes
                Telling telling = telling(snapshot.slot(), key);
                telling.count = telling.confirmedCount = count;
                telling.time = telling.confirmedTime = snapshot.time();
            } else if (count > 0) {
                tell(snapshot.slot(), new News(ViolationKind.LOSS, key, count, snapshot.time(), new Behaviour.Lost(reason), Optional.empty(),
                        Violation.Evidence.SNAPSHOT, snapshot.last()), watched, violations);
            }
        }
    }

    /** Tells it if it is new, or if it happened again and it is time to say so. */
    private void tell(SlotId slot, News news, Watched watched, List<Violation> violations) {
        Telling telling = telling(slot, news.key());
        boolean repeated = telling.count > 0;
        if (repeated && (news.count() <= telling.count || !news.unpaced() && news.time() - telling.time < repeatAfter)) {
            return;
        }
        telling.count = news.count();
        telling.time = news.time();
        String id = ViolationIds.id(watched.subject().node(), slot, news.key());
        if (repeated) {
            id = ViolationIds.repetition(id, news.count());
        }
        onTheWay.put(id, new Way(slot, news.key(), news.count(), news.time()));
        violations.add(new Violation(id, news.kind(), Summary.of(news.behaviour()), Instant.ofEpochSecond(0, news.time()), watched.subject(),
                news.behaviour(), news.actor(), news.count(), repeated, news.evidence()));
    }

    private boolean told(SlotId slot, String key) {
        return telling(slot, key).count > 0;
    }

    private Telling telling(SlotId slot, String key) {
        return slots.computeIfAbsent(slot, s -> new HashMap<>()).computeIfAbsent(key, k -> new Telling());
    }
}
