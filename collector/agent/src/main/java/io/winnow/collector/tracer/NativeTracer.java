// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code winnow.h} by JNA's direct mapping: primitives and pointers only, one call a batch. */
final class NativeTracer implements Tracer {

    private static final int OPEN_VERBOSE = 0x1;
    private static final int OPEN_NO_CAPABILITIES = 0x2;
    private static final int OPEN_TASKS_BY_TID = 0x4;
    private static final int PROBE_BYTES = 64 << 10;

    private final SlotInfoReader slotInfo = new SlotInfoReader();
    private final Memory policy = new Memory(Layout.BITMAP_BYTES);
    private final Memory counters = new Memory(HostCountersReader.BLOCK_LENGTH);
    private final long handle;
    private final int slots;
    private final long epoch;
    private boolean closed;

    private NativeTracer(long handle) {
        this.handle = handle;
        this.slots = check("slots", TracerLibrary.winnow_slots(handle));
        this.epoch = TracerLibrary.winnow_epoch(handle);
    }

    static Tracer open(TracerOptions options) {
        TracerLibrary.bind();
        int schema = TracerLibrary.winnow_schema_version();
        if (schema != Layout.SCHEMA_VERSION) {
            throw new TracerException(LibraryFile.NAME + " has schema version " + schema + " and this program "
                    + Layout.SCHEMA_VERSION + ": use the library that was built with it", null);
        }
        int flags = (options.verbose() ? OPEN_VERBOSE : 0)
                | (options.capabilities() ? 0 : OPEN_NO_CAPABILITIES)
                | (options.tasksByTid() ? OPEN_TASKS_BY_TID : 0);
        Pointer pins = options.pinDirectory().map(path -> (Pointer) text(path.toString())).orElse(null);
        return new NativeTracer(
                check("open", TracerLibrary.winnow_open_with(options.slots(), options.items(), options.ringBytes(), flags, pins)));
    }

    static String probe() {
        TracerLibrary.bind();
        Memory json = new Memory(PROBE_BYTES);
        int length = (int) check("probe", TracerLibrary.winnow_probe(json, PROBE_BYTES));
        return new String(json.getByteArray(0, length), StandardCharsets.UTF_8);
    }

    static long clockOffsetNow() {
        TracerLibrary.bind();
        return TracerLibrary.winnow_clock_offset();
    }

    static void unpin(Path directory) {
        TracerLibrary.bind();
        check("unpin", TracerLibrary.winnow_unpin(text(directory.toString())));
    }

    @Override
    public void tick() {
        check("tick", TracerLibrary.winnow_tick(open()));
    }

    @Override
    public int drain(ByteBuffer destination) {
        int bytes = (int) check("drain", TracerLibrary.winnow_drain(open(), address(destination), destination.remaining()));
        destination.position(destination.position() + bytes);
        return bytes;
    }

    @Override
    public void drained(int bytes) {
        check("drained", TracerLibrary.winnow_drained(open(), bytes));
    }

    @Override
    public long pending() {
        return check("pending", TracerLibrary.winnow_ring_pending(open()));
    }

    @Override
    public long position() {
        return check("position", TracerLibrary.winnow_ring_position(open()));
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean awaitUrgent(int timeoutMillis) {
        return check("wait", TracerLibrary.winnow_wait(open(), timeoutMillis)) > 0;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public Optional<SlotInfo> slot(int index) {
        int result = TracerLibrary.winnow_slot(open(), index, slotInfo.memory());
        if (result == -Errno.ENOENT) {
            return Optional.empty();
        }
        check("slot", result);
        return Optional.of(slotInfo.read());
    }

    @Override
    public OptionalInt watch(long cgroupId, int mode, String path) {
        int index = TracerLibrary.winnow_slot_watch(open(), cgroupId, mode, text(path));
        return index == -Errno.ENOSPC ? OptionalInt.empty() : OptionalInt.of(check("watch", index));
    }

    @Override
    public void mode(SlotKey slot, int set, int clear) {
        check("mode", TracerLibrary.winnow_slot_mode(open(), slot.index(), slot.generation(), set, clear));
    }

    @Override
    public void release(SlotKey slot) {
        check("release", TracerLibrary.winnow_slot_release(open(), slot.index(), slot.generation()));
    }

    @Override
    public void serving(SlotKey slot) {
        check("serving", TracerLibrary.winnow_slot_serving(open(), slot.index(), slot.generation()));
    }

    @Override
    public void watchPolicy(SlotKey slot, long[] words) {
        if (words.length != Layout.BITMAP_WORDS) {
            throw new IllegalArgumentException("policy: words=" + words.length + " needed=" + Layout.BITMAP_WORDS);
        }
        policy.write(0, words, 0, words.length);
        check("policy", TracerLibrary.winnow_slot_policy(open(), slot.index(), slot.generation(), policy));
    }

    @Override
    public void learn(SlotKey slot) {
        check("policy", TracerLibrary.winnow_slot_policy(open(), slot.index(), slot.generation(), null));
    }

    @Override
    public int readItems() {
        return (int) check("items", TracerLibrary.winnow_items_read(open()));
    }

    @Override
    public int snapshot(SlotKey slot, boolean closeWindow, ByteBuffer destination) {
        int size = (int) check(
                "snapshot",
                TracerLibrary.winnow_snapshot(
                        open(), slot.index(), slot.generation(), closeWindow ? 1 : 0, address(destination), destination.remaining()));
        destination.position(destination.position() + size);
        return size;
    }

    @Override
    public int profile(SlotKey slot, boolean reset, ByteBuffer destination) {
        int bytes = (int) check(
                "profile",
                TracerLibrary.winnow_profile(
                        open(), slot.index(), slot.generation(), reset ? 1 : 0, address(destination), destination.remaining()));
        destination.position(destination.position() + bytes);
        return bytes;
    }

    @Override
    public HostCounters counters() {
        check("counters", TracerLibrary.winnow_counters(open(), counters));
        return HostCountersReader.read(counters.getByteBuffer(0, HostCountersReader.BLOCK_LENGTH).order(ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public long skipped() {
        return check("skipped", TracerLibrary.winnow_skipped(open()));
    }

    @Override
    public long clockOffset() {
        return TracerLibrary.winnow_clock_offset();
    }

    @Override
    public long cgroupId(Path cgroup) {
        return check("cgroup " + cgroup, TracerLibrary.winnow_cgroup_id(text(cgroup.toString())));
    }

    @Override
    public boolean resumed() {
        return check("resumed", TracerLibrary.winnow_resumed(open())) != 0;
    }

    @Override
    public void close(boolean keepPins) {
        if (!closed) {
            closed = true;
            check("close", TracerLibrary.winnow_close(handle, keepPins ? 1 : 0));
        }
    }

    private long open() {
        if (closed) {
            throw new IllegalStateException("the tracer is closed");
        }
        return handle;
    }

    private static Pointer address(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the buffer must be direct");
        }
        return Native.getDirectBufferPointer(buffer).share(buffer.position());
    }

    private static Memory text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    private static int check(String operation, int result) {
        return (int) check(operation, (long) result);
    }

    private static long check(String operation, long result) {
        if (result >= 0) {
            return result;
        }
        Pointer sentence = TracerLibrary.winnow_error();
        throw new TracerException(operation, (int) -result, sentence == null ? "" : sentence.getString(0, "UTF-8"));
    }
}
