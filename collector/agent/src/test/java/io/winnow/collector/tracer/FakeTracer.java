// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.flyweight.ProfileFlyweight;
import io.winnow.collector.flyweight.ProfileKeyFlyweight;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A tracer in memory: tests play the kernel with {@link #mkdir}, {@link #entrypoint}, {@link #syscall} and {@link #rmdir}. */
public final class FakeTracer implements Tracer {

    private final Deque<byte[]> ring = new ArrayDeque<>();
    private int ticks;
    private final Slot[] slots;
    private final Map<Path, Long> cgroupIds = new HashMap<>();
    private long time = 1_000_000_000L;
    private long position;
    private int unacknowledged;
    private boolean urgent;
    private boolean resumed;
    private boolean closed;
    private boolean pinsKept;
    private HostCounters counters = new HostCounters(0, 0, 0);
    private long skipped;
    private Runnable afterReading = () -> {};

    private static final class Slot {
        int generation = 1;
        boolean used;
        int mode;
        int notes;
        long cgroupId;
        long created;
        long entrypoint;
        long serving;
        long removed;
        boolean goneAtReading;
        int pidNamespace;
        int windowNumber;
        long windowOpened;
        long produced;
        String path;
        final long[] seen = new long[Layout.BITMAP_WORDS];
        final long[] window = new long[Layout.BITMAP_WORDS];
        long[] policy;
        final Map<Integer, Long> calls = new TreeMap<>();
        final List<Item> items = new ArrayList<>();
    }

    public FakeTracer() {
        this(64);
    }

    public FakeTracer(int slotCount) {
        slots = new Slot[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = new Slot();
        }
        slots[0].used = true;
        slots[0].path = "/";
    }

    // ---- the kernel's side

    /** Moves CLOCK_BOOTTIME. */
    public void tick(long nanos) {
        time += nanos;
    }

    /** A cgroup is made: it gets a slot, and a record says so. */
    public SlotKey mkdir(long cgroupId, String path) {
        SlotKey key = take(cgroupId, path, 0);
        emit(key, RecordEncoder.cgroup(true, key, time, cgroupId, 1, path));
        return key;
    }

    /** A cgroup goes away. */
    public void rmdir(SlotKey key) {
        Slot slot = slotOwner(key);
        slot.removed = time;
        slot.notes |= SlotNote.REMOVED;
        emit(key, RecordEncoder.cgroup(false, key, time, slot.cgroupId, 1, slot.path));
    }

    /** The entrypoint is executed, in a pid namespace with this inode. */
    public void entrypoint(SlotKey key, int pidNamespace, String path) {
        Slot slot = slotOwner(key);
        slot.entrypoint = time;
        slot.pidNamespace = pidNamespace;
        emit(key, RecordEncoder.stage(key, time, slot.cgroupId, Stage.START, 59, false, false, path));
    }

    /** A system call of the container. */
    public void syscall(SlotKey key, Stage stage, Abi abi, int nr) {
        Slot slot = slotOwner(key);
        int word = Layout.word(stage, abi, nr / Long.SIZE);
        boolean first = (slot.seen[word] & 1L << nr) == 0;
        slot.seen[word] |= 1L << nr;
        slot.window[word] |= 1L << nr;
        boolean outside = slot.policy != null && (slot.policy[word] & 1L << nr) == 0;
        if (first || outside) {
            int flags = (first ? ItemFlags.FIRST : 0) | (outside ? ItemFlags.OUTSIDE_POLICY : 0);
            emit(key, RecordEncoder.observation(key, time, slot.cgroupId, Item.syscall(abi, stage, nr), 1, flags));
        }
    }

    /** A call returns: counted if the slot is in profile mode. */
    public void returned(SlotKey key, int nr) {
        Slot slot = slotOwner(key);
        if ((slot.mode & SlotMode.PROFILE) != 0) {
            slot.calls.merge(nr, 1L, Long::sum);
        }
    }

    /** Something learned that is not a system call. */
    public void item(SlotKey key, Item item) {
        slotOwner(key).items.add(item);
    }

    /** A record as it is. */
    public void emit(SlotKey key, byte[] record) {
        slotOwner(key).produced++;
        ring.add(RecordEncoder.framed(record));
        urgent = true;
    }

    /** Happens once, behind the next reading of the items. */
    public void afterReading(Runnable event) {
        afterReading = event;
    }

    /** The ring was full: what is in it now never came. */
    public void dropRing() {
        ring.clear();
        urgent = false;
    }

    /** Makes {@link #cgroupId} answer. */
    public void cgroupAt(Path directory, long id) {
        cgroupIds.put(directory, id);
    }

    public void skip(long calls) {
        skipped += calls;
    }

    public void count(HostCounters now) {
        counters = now;
    }

    public void resume() {
        resumed = true;
    }

    /** How often what is due was done. */
    public int ticks() {
        return ticks;
    }

    /** Bytes that were drained and not acknowledged. */
    public int unacknowledged() {
        return unacknowledged;
    }

    public Optional<long[]> policyOf(SlotKey key) {
        return Optional.ofNullable(slotOwner(key).policy);
    }

    public boolean closed() {
        return closed;
    }

    public boolean pinsKept() {
        return pinsKept;
    }

    // ---- the tracer's side

    @Override
    public void tick() {
        ticks++;
    }

    @Override
    public int drain(ByteBuffer destination) {
        int bytes = 0;
        while (!ring.isEmpty() && ring.peek().length <= destination.remaining()) {
            byte[] record = ring.remove();
            destination.put(record);
            bytes += record.length;
        }
        if (bytes == 0 && !ring.isEmpty()) {
            throw new TracerException("drain", Errno.ENOSPC, "the first record does not fit");
        }
        position += bytes;
        unacknowledged += bytes;
        urgent = !ring.isEmpty();
        return bytes;
    }

    @Override
    public void drained(int bytes) {
        if (bytes > unacknowledged) {
            throw new TracerException("drained", 22, bytes + " bytes acknowledged, " + unacknowledged + " were drained");
        }
        unacknowledged -= bytes;
    }

    @Override
    public long pending() {
        return ring.stream().mapToLong(record -> record.length).sum();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long epoch() {
        return 42;
    }

    @Override
    public boolean awaitUrgent(int timeoutMillis) {
        return urgent;
    }

    @Override
    public int slots() {
        return slots.length;
    }

    @Override
    public Optional<SlotInfo> slot(int index) {
        Slot slot = slots[index];
        if (!slot.used) {
            return Optional.empty();
        }
        return Optional.of(new SlotInfo(new SlotKey(index, slot.generation), slot.mode, slot.notes, slot.cgroupId, slot.created,
                slot.entrypoint, slot.serving, slot.removed, slot.pidNamespace, slot.windowNumber, slot.path));
    }

    @Override
    public OptionalInt watch(long cgroupId, int mode, String path) {
        for (int i = 1; i < slots.length; i++) {
            if (slots[i].used && slots[i].cgroupId == cgroupId) {
                return OptionalInt.of(i);
            }
        }
        SlotKey key = take(cgroupId, path, mode);
        return key == null ? OptionalInt.empty() : OptionalInt.of(key.index());
    }

    private SlotKey take(long cgroupId, String path, int mode) {
        for (int i = 1; i < slots.length; i++) {
            if (!slots[i].used) {
                Slot slot = new Slot();
                slot.generation = slots[i].generation + 1;
                slot.used = true;
                slot.cgroupId = cgroupId;
                slot.path = path;
                slot.mode = mode;
                slot.created = time;
                slot.windowOpened = time;
                slots[i] = slot;
                return new SlotKey(i, slot.generation);
            }
        }
        return null;
    }

    @Override
    public void mode(SlotKey slot, int set, int clear) {
        Slot slotOwner = slotOwner(slot);
        slotOwner.mode = slotOwner.mode & ~clear | set;
    }

    @Override
    public void release(SlotKey slot) {
        slotOwner(slot).used = false;
    }

    @Override
    public void serving(SlotKey slot) {
        slotOwner(slot).serving = time;
    }

    @Override
    public void watchPolicy(SlotKey slot, long[] words) {
        Slot slotOwner = slotOwner(slot);
        slotOwner.policy = words.clone();
        slotOwner.mode |= SlotMode.WATCH;
    }

    @Override
    public void learn(SlotKey slot) {
        Slot slotOwner = slotOwner(slot);
        slotOwner.policy = null;
        slotOwner.mode &= ~SlotMode.WATCH;
    }

    @Override
    public int readItems() {
        int count = 0;
        for (Slot slot : slots) {
            count += slot.items.size();
            slot.goneAtReading = (slot.notes & SlotNote.REMOVED) != 0;
        }
        Runnable next = afterReading;
        afterReading = () -> {};
        next.run();
        return count;
    }

    @Override
    public int profile(SlotKey key, boolean reset, ByteBuffer destination) {
        Slot slot = slotOwner(key);
        int bytes = slot.calls.size() * CallProfileReader.BLOCK_LENGTH;
        if (bytes > destination.remaining()) {
            throw new TracerException("profile", Errno.ENOSPC, "capacity " + destination.remaining() + " of " + bytes);
        }
        int start = destination.position();
        slot.calls.forEach((nr, count) -> {
            int at = destination.position();
            destination.putInt(at + ProfileKeyFlyweight.SLOT_OFFSET, key.index());
            destination.putInt(at + ProfileKeyFlyweight.GENERATION_OFFSET, key.generation());
            destination.putShort(at + ProfileKeyFlyweight.NR_OFFSET, nr.shortValue());
            destination.putLong(at + CallProfileReader.PROFILE_OFFSET + ProfileFlyweight.COUNT_OFFSET, count);
            destination.position(at + CallProfileReader.BLOCK_LENGTH);
        });
        if (reset) {
            slot.calls.clear();
        }
        return destination.position() - start;
    }

    @Override
    public int snapshot(SlotKey key, boolean closeWindow, ByteBuffer destination) {
        Slot slot = slotOwner(key);
        int flags = (closeWindow ? SnapshotFlags.WINDOW : 0) | (slot.goneAtReading ? SnapshotFlags.FINAL : 0);
        slot.windowNumber += closeWindow ? 1 : 0;
        SnapshotEncoder snapshot = new SnapshotEncoder(key, slot.cgroupId)
                .putLong(SnapshotFlyweight.TIME_OFFSET, time)
                .putInt(SnapshotFlyweight.FLAGS_OFFSET, flags)
                .putInt(SnapshotFlyweight.MODE_OFFSET, slot.mode)
                .putInt(SnapshotFlyweight.NOTES_OFFSET, slot.notes)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, slot.windowNumber)
                .putLong(SnapshotFlyweight.WINDOW_OPENED_OFFSET, slot.windowOpened)
                .putLong(SnapshotFlyweight.CREATED_OFFSET, slot.created)
                .putLong(SnapshotFlyweight.ENTRYPOINT_OFFSET, slot.entrypoint)
                .putLong(SnapshotFlyweight.SERVING_OFFSET, slot.serving)
                .putLong(SnapshotFlyweight.PRODUCED_OFFSET, slot.produced)
                .putWords(SnapshotFlyweight.SEEN_OFFSET, slot.seen)
                .putWords(SnapshotFlyweight.WINDOW_OFFSET, slot.window);
        slot.items.forEach(item -> snapshot.item(item, 1, time, time, ItemFlags.FIRST));
        byte[] bytes = snapshot.encode();
        if (bytes.length > destination.remaining()) {
            throw new TracerException("snapshot", Errno.ENOSPC, "capacity " + destination.remaining() + " of " + bytes.length);
        }
        if (closeWindow) {
            Arrays.fill(slot.window, 0);
            slot.windowOpened = time;
        }
        destination.put(bytes);
        return bytes.length;
    }

    @Override
    public HostCounters counters() {
        return counters;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public long clockOffset() {
        return 1_700_000_000_000_000_000L;
    }

    @Override
    public long cgroupId(Path cgroup) {
        Long id = cgroupIds.get(cgroup);
        if (id == null) {
            throw new TracerException("cgroup " + cgroup, Errno.ENOENT, "no such cgroup");
        }
        return id;
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public void close(boolean keepPins) {
        closed = true;
        pinsKept = keepPins;
    }

    private Slot slotOwner(SlotKey key) {
        Slot slot = slots[key.index()];
        if (!slot.used || slot.generation != key.generation()) {
            throw new TracerException("slot " + key.index(), Errno.ESTALE, "generation " + key.generation() + " is gone");
        }
        return slot;
    }
}
