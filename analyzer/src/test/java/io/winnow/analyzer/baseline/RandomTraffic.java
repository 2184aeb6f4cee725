// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.ContainerKind;
import io.winnow.collector.record.ContainerMetadata;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Grants;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.LossReport;
import io.winnow.collector.record.RecordEncoder;
import io.winnow.collector.record.RuntimeIdentity;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SnapshotEncoder;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.SnapshotFlyweight;
import io.winnow.collector.record.Stage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A queue of containers that come, do things and go, with names that come early or late, collectors that start again, and documents that are
 * missing or damaged; the same for the same seed.
 */
public final class RandomTraffic {

    private static final int SLOTS = 5;
    private static final int WORKLOADS = 3;
    private static final long SECOND = 1_000_000_000L;

    private final Random random;
    private final RecordedQueue queue = new RecordedQueue();
    private final Map<Integer, Life> lives = new TreeMap<>();
    private final int[] generations = new int[SLOTS + 1];
    private long epoch = 1;
    private long now = SECOND;
    private long exhausted;

    /** What the kernel would hold of a slot. */
    private static final class Life {
        private final SlotKey slot;
        private final String workload;
        private final Set<Item> seen = new TreeSet<>(ItemOrder.INSTANCE);
        private final Set<Item> window = new TreeSet<>(ItemOrder.INSTANCE);
        private final Map<Item, Long> counts = new LinkedHashMap<>();
        private boolean named;
        private int windowNumber;
        private long produced;
        private long lost;

        private Life(SlotKey slot, String workload) {
            this.slot = slot;
            this.workload = workload;
        }
    }

    private RandomTraffic(long seed) {
        random = new Random(seed);
    }

    public static RecordedQueue queue(long seed, int steps) {
        RandomTraffic traffic = new RandomTraffic(seed);
        traffic.queue.session(traffic.epoch, false);
        for (int i = 0; i < steps; i++) {
            traffic.step();
        }
        return traffic.queue;
    }

    private void step() {
        now += random.nextInt(5) * SECOND;
        Life life = lives.computeIfAbsent(1 + random.nextInt(SLOTS), this::born);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> act(life);
            case 6, 7, 8, 9, 10 -> snapshot(life, SnapshotFlags.WINDOW);
            case 11 -> snapshot(life, 0);
            case 12, 13 -> name(life, 0);
            case 14 -> end(life);
            case 15 -> queue.session(epoch, true);
            case 16 -> loss();
            case 17 -> damage(life);
            case 18 -> repeat(life);
            default -> restart();
        }
    }

    private Life born(int index) {
        generations[index]++;
        return new Life(new SlotKey(index, generations[index]), "web-" + random.nextInt(WORKLOADS));
    }

    private void act(Life life) {
        byte[][] records = new byte[1 + random.nextInt(3)][];
        for (int i = 0; i < records.length; i++) {
            Item item = item();
            life.produced++;
            if (item.kind() == ItemKind.SYSCALL) {
                life.seen.add(item);
                life.window.add(item);
            } else {
                life.counts.merge(item, 1L, Long::sum);
            }
            records[i] = RecordEncoder.sight(life.slot, now, 9, item, life.counts.getOrDefault(item, 1L), ItemFlags.FIRST);
        }
        queue.batch(records);
    }

    private Item item() {
        Stage stage = Stage.values()[1 + random.nextInt(3)];
        return random.nextInt(3) > 0
                ? Item.syscall(Abi.X86_64, stage, random.nextInt(40))
                : new Item(ItemKind.CAPABILITY, Abi.X86_64, stage, 1 + random.nextInt(2), random.nextInt(3), 2 + random.nextInt(2));
    }

    private void snapshot(Life life, int flags) {
        if ((flags & SnapshotFlags.WINDOW) != 0) {
            life.windowNumber++;
        }
        long[] bootstrap = new long[18];
        bootstrap[0] = 1L << random.nextInt(64);
        SnapshotEncoder snapshot = new SnapshotEncoder(life.slot, 9)
                .putLong(SnapshotFlyweight.TIME_OFFSET, now)
                .putLong(SnapshotFlyweight.WINDOW_OPENED_OFFSET, now - 3 * SECOND)
                .putLong(SnapshotFlyweight.ENTRYPOINT_OFFSET, random.nextInt(4) == 0 ? 0 : SECOND)
                .putLong(SnapshotFlyweight.PRODUCED_OFFSET, life.produced)
                .putLong(SnapshotFlyweight.LOST_OFFSET, life.lost)
                .putInt(SnapshotFlyweight.FLAGS_OFFSET, flags)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, life.windowNumber)
                .putWords(SnapshotFlyweight.BOOTSTRAP_OFFSET, bootstrap);
        life.seen.forEach(item -> snapshot.seen(item.stage(), item.abi(), item.nr()));
        life.window.forEach(item -> snapshot.window(item.stage(), item.abi(), item.nr()));
        life.counts.forEach((item, count) -> snapshot.item(item, count, now - 4 * SECOND, now - random.nextInt(4) * SECOND, 0));
        life.window.clear();
        queue.snapshot(snapshot);
    }

    private void name(Life life, long ended) {
        life.named = true;
        Grants grants = new Grants(true, List.of("CAP_CHOWN"), List.of(), null, false, null, 0);
        queue.json(
                DocumentType.CONTAINER,
                new ContainerMetadata(
                        life.slot, 9, "/a", "c" + life.slot, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1"), "", life.workload, "",
                        "", List.of(), Map.of(), grants, "node", 1, ended, false));
    }

    private void end(Life life) {
        snapshot(life, SnapshotFlags.FINAL);
        if (life.named || random.nextBoolean()) {
            name(life, now);
        }
        lives.remove(life.slot.index());
    }

    private void loss() {
        exhausted += random.nextInt(2);
        queue.json(DocumentType.LOSS, new LossReport(epoch, exhausted, 0, 0, 0, LossReport.ContainerLosses.NONE, LossReport.QueueLosses.NONE));
    }

    private void damage(Life life) {
        switch (random.nextInt(4)) {
            case 0 -> queue.skipSequence(1 + random.nextInt(3));
            case 1 -> queue.document(DocumentType.SNAPSHOT, new byte[random.nextInt(100)], 0);
            case 2 -> queue.unreadable();
            default -> {
                life.produced++;
                life.lost++;
            }
        }
    }

    /** The collector died between append and acknowledgement. */
    private void repeat(Life life) {
        byte[] record = RecordEncoder.sight(life.slot, now, 9, item(), 1, ItemFlags.FIRST);
        life.produced++;
        queue.batch(record).session(epoch, true).repeatLast(record);
    }

    private void restart() {
        epoch++;
        exhausted = 0;
        lives.clear();
        Arrays.fill(generations, 0);
        queue.session(epoch, false);
    }
}
