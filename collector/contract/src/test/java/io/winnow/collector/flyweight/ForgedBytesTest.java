// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Forged bytes end in an exception that says what is wrong, or in values; never outside the buffer, never in a hang. */
class ForgedBytesTest {

    private static final int CASES = 200_000;
    private static final SlotKey SLOT = new SlotKey(1, 1);

    private final BatchReader reader = new BatchReader();
    private final ObservationFlyweight observation = new ObservationFlyweight();
    private final CgroupFlyweight cgroup = new CgroupFlyweight();
    private final StageChangeFlyweight stage = new StageChangeFlyweight();
    private final TraceFlyweight trace = new TraceFlyweight();
    private final SnapshotFlyweight snapshot = new SnapshotFlyweight();
    private final DocumentHeader document = new DocumentHeader();

    @Test
    void mutatedBatchesAreReadOrRefused() {
        byte[] valid = RecordEncoder.batch(
                        RecordEncoder.cgroup(true, SLOT, 1, 2, 3, "/a"),
                        RecordEncoder.stage(SLOT, 1, 2, Stage.START, 59, false, false, "/b"),
                        RecordEncoder.observation(SLOT, 1, 2, Item.syscall(Abi.X86_64, Stage.START, 3), 1, 1),
                        RecordEncoder.trace(SLOT, 1, 2, Abi.X86_64, Stage.START, 0))
                .array();
        int[] refused = new int[1];
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Random random = new Random(19);
            for (int i = 0; i < CASES; i++) {
                byte[] bytes = mutated(valid, random);
                refused[0] += readAll(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), random.nextInt(bytes.length + 1)) ? 0 : 1;
            }
        });
        assertThat(refused[0]).isBetween(1, CASES - 1);
    }

    @Test
    void mutatedSnapshotsAreReadOrRefused() {
        byte[] valid = new SnapshotEncoder(SLOT, 2)
                .item(Item.syscall(Abi.X86_64, Stage.START, 3), 1, 1, 1, 0)
                .item(Item.syscall(Abi.X86_64, Stage.START, 4), 1, 1, 1, 0)
                .encode();
        Random random = new Random(20);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = mutated(valid, random);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            try {
                snapshot.wrap(buffer, 0, random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
                for (int item = 0; item < snapshot.itemCount(); item++) {
                    snapshot.item(item).item().item();
                }
            } catch (MalformedRecordException e) {
                assertThat(e).hasMessageMatching(".*[a-z_]+=.*");
                refused++;
            }
        }
        assertThat(refused).isBetween(1, CASES - 1);
    }

    @Test
    void randomBytesAreReadOrRefused() {
        Random random = new Random(21);
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            readAll(buffer, bytes.length);
            try {
                document.wrap(buffer, 0, bytes.length);
            } catch (MalformedRecordException e) {
                assertThat(e).hasMessageContaining("=");
            }
        }
    }

    /** False if something was refused. */
    private boolean readAll(ByteBuffer bytes, int length) {
        boolean whole = true;
        reader.wrap(bytes, 0, length, 0);
        try {
            while (reader.next()) {
                try {
                    read(bytes);
                } catch (MalformedRecordException e) {
                    assertThat(e).hasMessageMatching(".*[a-z_]+=.*");
                    whole = false;
                }
            }
        } catch (MalformedRecordException e) {
            assertThat(e).hasMessageStartingWith("batch: ");
            whole = false;
        }
        return whole;
    }

    private void read(ByteBuffer bytes) {
        switch (reader.type()) {
            case OBSERVATION -> {
                observation.wrap(bytes, reader.offset(), reader.length());
                assertThat(observation.path().length()).isLessThanOrEqualTo(2 * Layout.PATH_MAX);
                assertThat(observation.actor().comm().length()).isLessThanOrEqualTo(Layout.COMM_MAX);
                observation.item().item();
            }
            case CGROUP_CREATED, CGROUP_REMOVED -> {
                cgroup.wrap(bytes, reader.offset(), reader.length());
                assertThat(cgroup.path().length()).isLessThanOrEqualTo(Layout.PATH_MAX);
            }
            case STAGE -> {
                stage.wrap(bytes, reader.offset(), reader.length());
                stage.stage();
                stage.path();
            }
            case TRACE -> {
                trace.wrap(bytes, reader.offset(), reader.length());
                trace.abi();
                trace.arg(5);
            }
        }
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int flips = random.nextInt(6);
        for (int i = 0; i < flips; i++) {
            int at = random.nextInt(4) == 0 ? random.nextInt(Math.min(64, bytes.length)) : random.nextInt(bytes.length);
            bytes[at] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
