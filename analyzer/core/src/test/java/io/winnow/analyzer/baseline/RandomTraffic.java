// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SnapshotFlags;
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
    private final Map<Integer, ContainerInstance> instances = new TreeMap<>();
    private final int[] generations = new int[SLOTS + 1];
    private long epoch = 1;
    private long now = SECOND;
    private long exhausted;

    /** What the kernel would hold of a slot. */
    private static final class ContainerInstance {
        private final SlotKey slot;
        private final String workload;
        private final Set<Item> seen = new TreeSet<>(ItemOrder.INSTANCE);
        private final Set<Item> window = new TreeSet<>(ItemOrder.INSTANCE);
        private final Map<Item, Long> counts = new LinkedHashMap<>();
        private boolean named;
        private int windowNumber;
        private long produced;
        private long lost;

        private ContainerInstance(SlotKey slot, String workload) {
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
        ContainerInstance instance = instances.computeIfAbsent(1 + random.nextInt(SLOTS), this::born);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> act(instance);
            case 6, 7, 8, 9, 10 -> snapshot(instance, SnapshotFlags.WINDOW);
            case 11 -> snapshot(instance, 0);
            case 12, 13 -> name(instance, 0);
            case 14 -> end(instance);
            case 15 -> queue.session(epoch, true);
            case 16 -> loss();
            case 17 -> damage(instance);
            case 18 -> repeat(instance);
            default -> restart();
        }
    }

    private ContainerInstance born(int index) {
        generations[index]++;
        return new ContainerInstance(new SlotKey(index, generations[index]), "web-" + random.nextInt(WORKLOADS));
    }

    private void act(ContainerInstance instance) {
        byte[][] records = new byte[1 + random.nextInt(3)][];
        for (int i = 0; i < records.length; i++) {
            Item item = item();
            instance.produced++;
            if (item.kind() == ItemKind.SYSCALL) {
                instance.seen.add(item);
                instance.window.add(item);
            } else {
                instance.counts.merge(item, 1L, Long::sum);
            }
            records[i] = RecordEncoder.observation(instance.slot, now, 9, item, instance.counts.getOrDefault(item, 1L), ItemFlags.FIRST);
        }
        queue.batch(records);
    }

    private Item item() {
        Stage stage = Stage.values()[1 + random.nextInt(3)];
        return random.nextInt(3) > 0
                ? Item.syscall(Abi.X86_64, stage, random.nextInt(40))
                : new Item(ItemKind.CAPABILITY, Abi.X86_64, stage, 1 + random.nextInt(2), random.nextInt(3), 2 + random.nextInt(2));
    }

    private void snapshot(ContainerInstance instance, int flags) {
        if ((flags & SnapshotFlags.WINDOW) != 0) {
            instance.windowNumber++;
        }
        long[] runtimeCalls = new long[18];
        runtimeCalls[0] = 1L << random.nextInt(64);
        SnapshotEncoder snapshot = new SnapshotEncoder(instance.slot, 9)
                .putLong(SnapshotFlyweight.TIME_OFFSET, now)
                .putLong(SnapshotFlyweight.WINDOW_OPENED_OFFSET, now - 3 * SECOND)
                .putLong(SnapshotFlyweight.ENTRYPOINT_OFFSET, random.nextInt(4) == 0 ? 0 : SECOND)
                .putLong(SnapshotFlyweight.PRODUCED_OFFSET, instance.produced)
                .putLong(SnapshotFlyweight.LOST_OFFSET, instance.lost)
                .putInt(SnapshotFlyweight.FLAGS_OFFSET, flags)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, instance.windowNumber)
                .putWords(SnapshotFlyweight.RUNTIME_CALLS_OFFSET, runtimeCalls);
        instance.seen.forEach(item -> snapshot.seen(item.stage(), item.abi(), item.nr()));
        instance.window.forEach(item -> snapshot.window(item.stage(), item.abi(), item.nr()));
        instance.counts.forEach((item, count) -> snapshot.item(item, count, now - 4 * SECOND, now - random.nextInt(4) * SECOND, 0));
        instance.window.clear();
        queue.snapshot(snapshot);
    }

    private void name(ContainerInstance instance, long ended) {
        instance.named = true;
        Grants grants = new Grants(true, List.of("CAP_CHOWN"), List.of(), null, false, null, 0);
        queue.json(
                DocumentType.CONTAINER,
                new ContainerMetadata(
                        instance.slot, 9, "/a", "c" + instance.slot, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1"), "", instance.workload, "",
                        "", List.of(), Map.of(), grants, "node", 1, ended, false));
    }

    private void end(ContainerInstance instance) {
        snapshot(instance, SnapshotFlags.FINAL);
        if (instance.named || random.nextBoolean()) {
            name(instance, now);
        }
        instances.remove(instance.slot.index());
    }

    private void loss() {
        exhausted += random.nextInt(2);
        queue.json(DocumentType.LOSS, new LossReport(epoch, exhausted, 0, 0, 0, LossReport.ContainerLosses.NONE, LossReport.QueueLosses.NONE, null));
    }

    private void damage(ContainerInstance instance) {
        switch (random.nextInt(4)) {
            case 0 -> queue.skipSequence(1 + random.nextInt(3));
            case 1 -> queue.document(DocumentType.SNAPSHOT, new byte[random.nextInt(100)], 0);
            case 2 -> queue.unreadable();
            default -> {
                instance.produced++;
                instance.lost++;
            }
        }
    }

    /** The collector died between append and acknowledgement. */
    private void repeat(ContainerInstance instance) {
        byte[] record = RecordEncoder.observation(instance.slot, now, 9, item(), 1, ItemFlags.FIRST);
        instance.produced++;
        queue.batch(record).session(epoch, true).repeatLast(record);
    }

    private void restart() {
        epoch++;
        exhausted = 0;
        instances.clear();
        Arrays.fill(generations, 0);
        queue.session(epoch, false);
    }
}
