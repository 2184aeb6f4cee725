// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BatchReaderTest {

    private static final SlotKey SLOT = new SlotKey(1, 1);
    private static final byte[] TRACE = RecordEncoder.trace(SLOT, 1, 2, Abi.X86_64, Stage.START, 0);
    private static final byte[] CGROUP = RecordEncoder.cgroup(true, SLOT, 1, 2, 3, "/a");

    private final BatchReader reader = new BatchReader();

    @Test
    void recordsComeInOrderWithTheirRingPositions() {
        ByteBuffer batch = RecordEncoder.batch(TRACE, CGROUP, TRACE);
        reader.wrap(batch, 0, batch.limit(), 1000);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(RecordType.TRACE);
        assertThat(reader.position()).isEqualTo(1000);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(RecordType.CGROUP_CREATED);
        assertThat(reader.position()).isEqualTo(1000 + 8 + TRACE.length);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
    }

    @Test
    void discardedRecordsAreSkipped() {
        ByteBuffer batch = RecordEncoder.batch(TRACE, CGROUP);
        batch.putInt(0, TRACE.length | 1 << 30);
        reader.wrap(batch, 0, batch.limit(), 0);
        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(RecordType.CGROUP_CREATED);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void aBusyRecordIsMalformed() {
        ByteBuffer batch = RecordEncoder.batch(TRACE);
        batch.putInt(0, TRACE.length | 1 << 31);
        reader.wrap(batch, 0, batch.limit(), 0);
        assertThatThrownBy(reader::next).isInstanceOf(MalformedRecordException.class).hasMessageContaining("busy").hasMessageContaining("offset=0");
    }

    @Test
    void aRecordLongerThanItsBatchIsMalformed() {
        ByteBuffer batch = RecordEncoder.batch(TRACE);
        batch.putInt(0, (1 << 30) - 1);
        reader.wrap(batch, 0, batch.limit(), 0);
        assertThatThrownBy(reader::next).isInstanceOf(MalformedRecordException.class).hasMessageContaining("size=1073741823");
    }

    @Test
    void emptyRecordsDoNotStopTheReader() {
        ByteBuffer batch = RecordEncoder.buffer(80);
        reader.wrap(batch, 0, batch.limit(), 0);
        int records = 0;
        while (reader.next()) {
            records++;
            assertThatThrownBy(reader::type).isInstanceOf(MalformedRecordException.class).hasMessageContaining("size=0");
        }
        assertThat(records).isEqualTo(10);
    }

    @Test
    void aBatchOutsideItsBufferIsRefused() {
        ByteBuffer batch = RecordEncoder.batch(TRACE);
        assertThatThrownBy(() -> reader.wrap(batch, 0, batch.limit() + 1, 0)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> reader.wrap(batch, -8, 8, 0)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> reader.wrap(batch.duplicate(), 0, 8, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
