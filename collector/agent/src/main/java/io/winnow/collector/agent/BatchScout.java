// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.CgroupFlyweight;
import io.winnow.collector.flyweight.HeaderFlyweight;
import io.winnow.collector.flyweight.ObservationFlyweight;
import io.winnow.collector.queue.AppendListener;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks through a batch for what the collector itself has to act on. */
final class BatchScout implements AppendListener {

    private static final Logger LOG = LoggerFactory.getLogger(BatchScout.class);

    /** What to act on. */
    interface Listener {

        void onCgroupCreated(CgroupFlyweight cgroup);

        void onCgroupRemoved(CgroupFlyweight cgroup);

        /** The entrypoint was executed, or the container began to serve. */
        void onStage(HeaderFlyweight header);

        /** A program was started that {@link StartedPrograms} may want to look at. */
        void onProgram(ObservationFlyweight observation);

        /** Any other record, and that one. */
        void onRecord(HeaderFlyweight header, boolean observation);
    }

    private final Listener listener;
    private final BatchReader reader = new BatchReader();
    private final CgroupFlyweight cgroup = new CgroupFlyweight();
    private final ObservationFlyweight observation = new ObservationFlyweight();

    BatchScout(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void onBatch(ByteBuffer batch, long ringPosition) {
        try {
            reader.wrap(batch, batch.position(), batch.remaining(), ringPosition);
            while (reader.next()) {
                visit(batch);
            }
        } catch (MalformedRecordException e) {
            LOG.error("ring position {}: {}", reader.position(), e.getMessage());
        }
    }

    private void visit(ByteBuffer batch) {
        HeaderFlyweight header = reader.header();
        int type = header.typeNumber();
        if (type == RecordType.STAGE.number()) {
            listener.onStage(header);
        } else if (type == RecordType.CGROUP_CREATED.number()) {
            cgroup.wrap(batch, reader.offset(), reader.length());
            listener.onCgroupCreated(cgroup);
        } else if (type == RecordType.CGROUP_REMOVED.number()) {
            cgroup.wrap(batch, reader.offset(), reader.length());
            listener.onCgroupRemoved(cgroup);
        } else {
            observe(batch, type);
            listener.onRecord(header, type == RecordType.OBSERVATION.number());
        }
    }

    private void observe(ByteBuffer batch, int type) {
        if (type == RecordType.OBSERVATION.number()) {
            observation.wrap(batch, reader.offset(), reader.length());
            if (StartedPrograms.concerns(observation)) {
                listener.onProgram(observation);
            }
        }
    }
}
