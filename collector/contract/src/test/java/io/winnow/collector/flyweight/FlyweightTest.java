// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FlyweightTest {

    private static final SlotKey SLOT = new SlotKey(3, 9);

    private static ByteBuffer wrapped(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ObservationFlyweight observation(byte[] bytes) {
        ObservationFlyweight observation = new ObservationFlyweight();
        observation.wrap(wrapped(bytes), 0, bytes.length);
        return observation;
    }

    private static byte[] aObservation() {
        return RecordEncoder.observation(SLOT, 77, 88, new Item(ItemKind.ARGUMENT, Abi.I386, Stage.SERVE, 1, 102, -5), 4, ItemFlags.FIRST, 10, 20, 30);
    }

    @Test
    void aObservationReadsBack() {
        ObservationFlyweight observation = observation(aObservation());
        assertThat(observation.type()).isEqualTo(RecordType.OBSERVATION);
        assertThat(observation.slotKey()).isEqualTo(SLOT);
        assertThat(observation.time()).isEqualTo(77);
        assertThat(observation.cgroupId()).isEqualTo(88);
        assertThat(observation.item().item()).isEqualTo(new Item(ItemKind.ARGUMENT, Abi.I386, Stage.SERVE, 1, 102, -5));
        assertThat(observation.count()).isEqualTo(4);
        assertThat(observation.flags()).isEqualTo(ItemFlags.FIRST);
        assertThat(observation.arg(1)).isEqualTo(20);
        assertThat(observation.actor().tgid()).isEqualTo(4711);
        assertThat(observation.actor().containerTgid()).isEqualTo(7);
        assertThat(observation.actor().uid()).isEqualTo(1000);
        assertThat(observation.actor().comm()).isEqualTo("worker");
        assertThat(observation.path()).isEqualTo("/usr/sbin/nginx");
    }

    @Test
    void aPathWhoseUpperDirectoriesDidNotFitSaysSo() {
        byte[] bytes = aObservation();
        wrapped(bytes).putInt(ObservationFlyweight.PATH_FORM_OFFSET, ObservationFlyweight.CUT);
        assertThat(observation(bytes).path()).isEqualTo("\u2026/usr/sbin/nginx");
    }

    @Test
    void aStringWhoseBeginningDidNotFitSaysSo() {
        byte[] bytes = aObservation();
        ByteBuffer buffer = wrapped(bytes);
        buffer.putInt(ObservationFlyweight.PATH_FORM_OFFSET, ObservationFlyweight.END).putInt(ObservationFlyweight.PATH_SIZE_OFFSET, 7);
        buffer.put(ObservationFlyweight.PATH_OFFSET, "n/true\0".getBytes(StandardCharsets.UTF_8));
        assertThat(observation(bytes).path()).isEqualTo("\u2026n/true");
    }

    @Test
    void aPathMayBeGivenAsItIs() {
        byte[] bytes = aObservation();
        ByteBuffer buffer = wrapped(bytes);
        buffer.putInt(ObservationFlyweight.PATH_FORM_OFFSET, 0).putInt(ObservationFlyweight.PATH_SIZE_OFFSET, 9);
        buffer.put(ObservationFlyweight.PATH_OFFSET, "/bin/true\0".getBytes(StandardCharsets.UTF_8));
        assertThat(observation(bytes).path()).isEqualTo("/bin/true");
    }

    @Test
    void untrustedTextIsBoundedAndValid() {
        byte[] bytes = aObservation();
        ByteBuffer buffer = wrapped(bytes);
        for (int i = 0; i < Layout.COMM_MAX; i++) {
            buffer.put(ObservationFlyweight.ACTOR_OFFSET + ActorFlyweight.COMM_OFFSET + i, (byte) 0xFF); // no NUL, no UTF-8
        }
        assertThat(observation(bytes).actor().comm()).isEqualTo("\uFFFD".repeat(Layout.COMM_MAX));
    }

    @Test
    void aPathOfUnknownFormOrSizeIsMalformed() {
        byte[] form = aObservation();
        wrapped(form).putInt(ObservationFlyweight.PATH_FORM_OFFSET, 4);
        assertThatThrownBy(() -> observation(form).path()).isInstanceOf(MalformedRecordException.class).hasMessageContaining("path_form=4");
        byte[] size = aObservation();
        wrapped(size).putInt(ObservationFlyweight.PATH_SIZE_OFFSET, -1);
        assertThatThrownBy(() -> observation(size).path()).isInstanceOf(MalformedRecordException.class).hasMessageContaining("path_size=4294967295");
    }

    @Test
    void aRecordOfAnotherTypeIsRefused() {
        byte[] bytes = RecordEncoder.trace(SLOT, 1, 2, Abi.X86_64, Stage.START, 1);
        byte[] padded = java.util.Arrays.copyOf(bytes, ObservationFlyweight.BLOCK_LENGTH);
        wrapped(padded).putShort(HeaderFlyweight.SIZE_OFFSET, (short) ObservationFlyweight.BLOCK_LENGTH);
        assertThatThrownBy(() -> observation(padded))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("ObservationFlyweight: type=5 expected=OBSERVATION");
    }

    @Test
    void aRecordThatIsTooShortIsRefused() {
        byte[] bytes = aObservation();
        ObservationFlyweight observation = new ObservationFlyweight();
        for (int length : new int[] {0, 1, 31, ObservationFlyweight.STARTED_OFFSET - 1}) {
            assertThatThrownBy(() -> observation.wrap(wrapped(bytes), 0, length)).isInstanceOf(MalformedRecordException.class).hasMessageContaining("size=" + length);
        }
        assertThatThrownBy(() -> observation.wrap(wrapped(bytes), 0, bytes.length - 1))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("available=" + (bytes.length - 1));
        assertThatThrownBy(() -> observation.wrap(wrapped(bytes), 1, bytes.length)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> observation.wrap(wrapped(bytes), -1, bytes.length)).isInstanceOf(MalformedRecordException.class);
        wrapped(bytes).putShort(HeaderFlyweight.SIZE_OFFSET, (short) 8);
        assertThatThrownBy(() -> observation(bytes)).isInstanceOf(MalformedRecordException.class).hasMessageContaining("size=8 needed=432");
    }

    @Test
    void theProcessesAboveReadBackTheParentFirst() {
        ObservationFlyweight observation = observation(aObservation());
        assertThat(observation.started()).isEqualTo(40);
        assertThat(observation.ancestors()).isEqualTo(2);
        assertThat(observation.ancestor(0).tgid()).isEqualTo(4700);
        assertThat(observation.ancestor(0).containerTgid()).isEqualTo(1);
        assertThat(observation.ancestor(0).started()).isEqualTo(30);
        assertThat(observation.ancestor(0).comm()).isEqualTo("master");
        assertThat(observation.ancestor(1).tgid()).isEqualTo(4600);
        assertThat(observation.ancestor(1).containerTgid()).isZero();
        assertThat(observation.ancestor(1).comm()).isEqualTo("shim");
    }

    @Test
    void aRecordOfAnEarlierVersionHasNoProcessesAbove() {
        byte[] bytes = java.util.Arrays.copyOf(aObservation(), ObservationFlyweight.STARTED_OFFSET);
        wrapped(bytes).putShort(HeaderFlyweight.SIZE_OFFSET, (short) bytes.length);
        ObservationFlyweight observation = observation(bytes);
        assertThat(observation.path()).isEqualTo("/usr/sbin/nginx");
        assertThat(observation.started()).isZero();
        assertThat(observation.ancestors()).isZero();
    }

    @Test
    void cgroupStageAndTraceReadBack() {
        byte[] cgroup = RecordEncoder.cgroup(false, SLOT, 5, 6, 7, "/kubepods/x");
        CgroupFlyweight gone = new CgroupFlyweight();
        gone.wrap(wrapped(cgroup), 0, cgroup.length);
        assertThat(gone.created()).isFalse();
        assertThat(gone.parentId()).isEqualTo(7);
        assertThat(gone.path()).isEqualTo("/kubepods/x");

        byte[] stage = RecordEncoder.stage(SLOT, 5, 6, Stage.START, 59, true, false, "/init");
        StageChangeFlyweight start = new StageChangeFlyweight();
        start.wrap(wrapped(stage), 0, stage.length);
        assertThat(start.stage()).isEqualTo(Stage.START);
        assertThat(start.underFilter()).isTrue();
        assertThat(start.noNewPrivileges()).isFalse();
        assertThat(start.path()).isEqualTo("/init");

        byte[] trace = RecordEncoder.trace(SLOT, 5, 6, Abi.X32, Stage.EXEC, 512, 1, 2, 3, 4, 5, 6);
        TraceFlyweight call = new TraceFlyweight();
        call.wrap(wrapped(trace), 0, trace.length);
        assertThat(call.abi()).isEqualTo(Abi.X32);
        assertThat(call.stage()).isEqualTo(Stage.EXEC);
        assertThat(call.nr()).isEqualTo(512);
        assertThat(call.returned()).isFalse();
        assertThat(call.arg(5)).isEqualTo(6);
    }

    @Test
    void aSnapshotReadsBackWithItsItems() {
        Item item = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.START, 10, 49, CapabilityCheck.GRANTED);
        byte[] bytes = new SnapshotEncoder(SLOT, 88)
                .seen(Stage.START, Abi.X86_64, 59)
                .seen(Stage.EXEC, Abi.X32, 575)
                .window(Stage.SERVE, Abi.I386, 64)
                .putInt(SnapshotFlyweight.WINDOW_NUMBER_OFFSET, 12)
                .putLong(SnapshotFlyweight.LOST_OFFSET + 8, 6)
                .item(item, 3, 100, 200, ItemFlags.FIRST)
                .item(Item.syscall(Abi.X86_64, Stage.START, 1), 1, 1, 1, 0)
                .encode();
        SnapshotFlyweight snapshot = new SnapshotFlyweight();
        snapshot.wrap(wrapped(bytes), 0, bytes.length);
        assertThat(snapshot.slotKey()).isEqualTo(SLOT);
        assertThat(snapshot.windowNumber()).isEqualTo(12);
        assertThat(snapshot.lost(Loss.ITEMS_FULL)).isEqualTo(6);
        assertThat(snapshot.seen(Stage.START, Abi.X86_64, 0)).isEqualTo(1L << 59);
        assertThat(snapshot.seen(Stage.EXEC, Abi.X32, 8)).isEqualTo(1L << 63);
        assertThat(snapshot.window(Stage.SERVE, Abi.I386, 1)).isEqualTo(1L);
        assertThat(snapshot.runtimeCalls(RuntimeCallsKind.PRIVILEGED, 0)).isZero();
        assertThat(snapshot.itemCount()).isEqualTo(2);
        assertThat(snapshot.item(0).item().item()).isEqualTo(item);
        assertThat(snapshot.item(0).last()).isEqualTo(200);
        assertThatThrownBy(() -> snapshot.item(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> snapshot.seen(Stage.START, Abi.X86_64, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aSnapshotWhoseItemCountDoesNotFitIsRefused() {
        byte[] bytes = new SnapshotEncoder(SLOT, 88).encode();
        for (int count : new int[] {1, Integer.MAX_VALUE, -1}) {
            wrapped(bytes).putInt(SnapshotFlyweight.ITEM_COUNT_OFFSET, count);
            assertThatThrownBy(() -> new SnapshotFlyweight().wrap(wrapped(bytes), 0, bytes.length))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("item_count=" + Integer.toUnsignedString(count));
        }
    }

    @Test
    void aDocumentHeaderReadsBackAndRefusesOthers() {
        ByteBuffer bytes = RecordEncoder.buffer(DocumentHeader.BLOCK_LENGTH + 10);
        bytes.put(DocumentHeader.BLOCK_LENGTH + 3, (byte) 9);
        DocumentHeader.write(bytes, 0, DocumentType.BATCH, 10, 5, 6, 7, 8);
        DocumentHeader header = new DocumentHeader();
        header.wrap(bytes, 0, bytes.limit());
        assertThat(header.type()).isEqualTo(DocumentType.BATCH);
        assertThat(header.payloadLength()).isEqualTo(10);
        assertThat(header.sequence()).isEqualTo(5);
        assertThat(header.wallTime()).isEqualTo(6);
        assertThat(header.clockOffset()).isEqualTo(7);
        assertThat(header.ringPosition()).isEqualTo(8);
        assertThatThrownBy(() -> header.wrap(bytes, 0, bytes.limit() - 1))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("payload length=10 available=9");
        bytes.putShort(0, (short) 1);
        assertThatThrownBy(() -> header.wrap(bytes, 0, bytes.limit()))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("format version=1");
    }

    @Test
    void aDocumentHeaderRefusesEveryFlippedBit() {
        ByteBuffer bytes = RecordEncoder.buffer(DocumentHeader.BLOCK_LENGTH + 10);
        DocumentHeader.write(bytes, 0, DocumentType.BATCH, 10, 5, 6, 7, 8);
        DocumentHeader header = new DocumentHeader();
        for (int bit = 0; bit < bytes.limit() * Byte.SIZE; bit++) {
            bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
            assertThatThrownBy(() -> header.wrap(bytes, 0, bytes.limit())).as("bit %d", bit).isInstanceOf(MalformedRecordException.class);
            bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ 1 << bit % 8));
        }
        header.wrap(bytes, 0, bytes.limit());
    }
}
