// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes records as the kernel does, for tests. */
public final class RecordEncoder {

    private RecordEncoder() {}

    /** A record framed as in the ring: prefix, record, padding. */
    public static byte[] framed(byte[] record) {
        ByteBuffer bytes = buffer(BatchReader.PREFIX_LENGTH + (record.length + 7 & ~7));
        bytes.putInt(record.length).putInt(0).put(record);
        return bytes.array();
    }

    /** Several records, framed. */
    public static ByteBuffer batch(byte[]... records) {
        byte[][] framed = Arrays.stream(records).map(RecordEncoder::framed).toArray(byte[][]::new);
        ByteBuffer bytes = buffer(Arrays.stream(framed).mapToInt(one -> one.length).sum());
        for (byte[] one : framed) {
            bytes.put(one);
        }
        return bytes.flip();
    }

    public static byte[] cgroup(boolean created, SlotKey slot, long time, long cgroupId, long parentId, String path) {
        RecordType type = created ? RecordType.CGROUP_CREATED : RecordType.CGROUP_REMOVED;
        ByteBuffer bytes = record(type, CgroupFlyweight.BLOCK_LENGTH, slot, time, cgroupId);
        bytes.putLong(CgroupFlyweight.PARENT_ID_OFFSET, parentId);
        text(bytes, CgroupFlyweight.PATH_OFFSET, path, Layout.PATH_MAX);
        return bytes.array();
    }

    public static byte[] stage(
            SlotKey slot, long time, long cgroupId, Stage stage, int nr, boolean underFilter, boolean noNewPrivileges, String path) {
        ByteBuffer bytes = record(RecordType.STAGE, StageChangeFlyweight.BLOCK_LENGTH, slot, time, cgroupId);
        bytes.putInt(StageChangeFlyweight.STAGE_OFFSET, stage.number());
        bytes.putInt(StageChangeFlyweight.NR_OFFSET, nr);
        bytes.putInt(StageChangeFlyweight.UNDER_FILTER_OFFSET, underFilter ? 1 : 0);
        bytes.putInt(StageChangeFlyweight.NO_NEW_PRIVILEGES_OFFSET, noNewPrivileges ? 1 : 0);
        actor(bytes, StageChangeFlyweight.ACTOR_OFFSET);
        text(bytes, StageChangeFlyweight.PATH_OFFSET, path, Layout.PATH_MAX);
        return bytes.array();
    }

    /** An observation by process 4711 (7 in its container), thread 4712, uid 1000, comm "worker", of /usr/sbin/nginx, below "master" (1 in the container). */
    public static byte[] observation(SlotKey slot, long time, long cgroupId, Item item, long count, int flags, long... args) {
        ByteBuffer bytes = record(RecordType.OBSERVATION, ObservationFlyweight.BLOCK_LENGTH, slot, time, cgroupId);
        item(bytes, ObservationFlyweight.ITEM_OFFSET, item);
        bytes.putLong(ObservationFlyweight.COUNT_OFFSET, count);
        bytes.putInt(ObservationFlyweight.FLAGS_OFFSET, flags);
        for (int i = 0; i < args.length; i++) {
            bytes.putLong(ObservationFlyweight.ARGS_OFFSET + i * Long.BYTES, args[i]);
        }
        actor(bytes, ObservationFlyweight.ACTOR_OFFSET);
        byte[] path = "nginx\0sbin\0usr\0".getBytes(StandardCharsets.UTF_8);
        bytes.putInt(ObservationFlyweight.PATH_FORM_OFFSET, 1);
        bytes.putInt(ObservationFlyweight.PATH_SIZE_OFFSET, path.length);
        bytes.put(ObservationFlyweight.PATH_OFFSET, path);
        bytes.putLong(ObservationFlyweight.STARTED_OFFSET, 40);
        ancestor(bytes, 0, 4700, 1, 30, "master");
        ancestor(bytes, 1, 4600, 0, 20, "shim");
        return bytes.array();
    }

    private static void ancestor(ByteBuffer bytes, int index, int tgid, int containerTgid, long started, String comm) {
        int at = ObservationFlyweight.ANCESTORS_OFFSET + index * AncestorFlyweight.BLOCK_LENGTH;
        bytes.putInt(at + AncestorFlyweight.TGID_OFFSET, tgid);
        bytes.putInt(at + AncestorFlyweight.CONTAINER_TGID_OFFSET, containerTgid);
        bytes.putLong(at + AncestorFlyweight.STARTED_OFFSET, started);
        text(bytes, at + AncestorFlyweight.COMM_OFFSET, comm, Layout.COMM_MAX);
    }

    public static byte[] trace(SlotKey slot, long time, long cgroupId, Abi abi, Stage stage, int nr, long... args) {
        ByteBuffer bytes = record(RecordType.TRACE, TraceFlyweight.BLOCK_LENGTH, slot, time, cgroupId);
        bytes.putInt(TraceFlyweight.TGID_OFFSET, 4711);
        bytes.putInt(TraceFlyweight.TID_OFFSET, 4712);
        bytes.putInt(TraceFlyweight.NR_OFFSET, nr);
        bytes.put(TraceFlyweight.ABI_OFFSET, (byte) abi.number());
        bytes.put(TraceFlyweight.STAGE_OFFSET, (byte) stage.number());
        for (int i = 0; i < args.length; i++) {
            bytes.putLong(TraceFlyweight.ARGS_OFFSET + i * Long.BYTES, args[i]);
        }
        return bytes.array();
    }

    public static void item(ByteBuffer bytes, int at, Item item) {
        bytes.put(at + ItemFlyweight.KIND_OFFSET, (byte) item.kind().number());
        bytes.put(at + ItemFlyweight.ABI_OFFSET, (byte) item.abi().number());
        bytes.put(at + ItemFlyweight.STAGE_OFFSET, (byte) item.stage().number());
        bytes.put(at + ItemFlyweight.ARG_OFFSET, (byte) item.arg());
        bytes.putInt(at + ItemFlyweight.NR_OFFSET, item.nr());
        bytes.putLong(at + ItemFlyweight.DETAIL_OFFSET, item.detail());
    }

    public static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer record(RecordType type, int size, SlotKey slot, long time, long cgroupId) {
        ByteBuffer bytes = buffer(size);
        bytes.putShort(HeaderFlyweight.TYPE_OFFSET, (short) type.number());
        bytes.putShort(HeaderFlyweight.SIZE_OFFSET, (short) size);
        bytes.putInt(HeaderFlyweight.SLOT_OFFSET, slot.index());
        bytes.putLong(HeaderFlyweight.TIME_OFFSET, time);
        bytes.putLong(HeaderFlyweight.CGROUP_ID_OFFSET, cgroupId);
        bytes.putInt(HeaderFlyweight.GENERATION_OFFSET, slot.generation());
        return bytes;
    }

    private static void actor(ByteBuffer bytes, int at) {
        bytes.putInt(at + ActorFlyweight.TGID_OFFSET, 4711);
        bytes.putInt(at + ActorFlyweight.TID_OFFSET, 4712);
        bytes.putInt(at + ActorFlyweight.CONTAINER_TGID_OFFSET, 7);
        bytes.putInt(at + ActorFlyweight.UID_OFFSET, 1000);
        bytes.putInt(at + ActorFlyweight.GID_OFFSET, 1000);
        text(bytes, at + ActorFlyweight.COMM_OFFSET, "worker", Layout.COMM_MAX);
    }

    private static void text(ByteBuffer bytes, int at, String text, int most) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.put(at, encoded, 0, Math.min(encoded.length, most - 1));
    }
}
