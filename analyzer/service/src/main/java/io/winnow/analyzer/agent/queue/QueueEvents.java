// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.collector.queue.AppendWatch;
import io.winnow.collector.queue.QueueReader;
import java.nio.file.Path;

/** The events queue on disk, live or recorded. A live queue that does not exist yet has no documents yet. */
public final class QueueEvents implements EventSource {

    private final Path directory;
    private final IngestState start;
    private final boolean recorded;
    private QueueReader reader;
    private EventsPump pump;
    private Runnable wake = () -> {};
    private AppendWatch watch;
    private boolean ended;

    private QueueEvents(Path directory, IngestState start, boolean recorded) {
        this.directory = directory;
        this.start = start;
        this.recorded = recorded;
    }

    /** @param start where the ingest was */
    public static QueueEvents live(Path directory, IngestState start) {
        return new QueueEvents(directory, start, false);
    }

    /**
     * What is in a queue now. At its end the ingest gets what is missing there.
     *
     * @param start where the ingest was
     */
    public static QueueEvents recorded(Path directory, IngestState start) {
        return new QueueEvents(directory, start, true);
    }

    @Override
    public boolean next(Ingest ingest) {
        if (reader == null && !connect(ingest)) {
            return false;
        }
        boolean found = pump.poll(1) > 0;
        if (recorded && !found && !ended) {
            ended = true;
            ingest.ended(reader.missingAtEnd());
        }
        return found;
    }

    private boolean connect(Ingest ingest) {
        if (!recorded && !QueueReader.exists(directory)) {
            return false;
        }
        reader = recorded ? QueueReader.openRecording(directory) : QueueReader.open(directory);
        pump = new EventsPump(reader, ingest, start);
        if (!recorded) {
            watch = AppendWatch.of(directory, wake);
        }
        return true;
    }

    @Override
    public void whenAppended(Runnable wake) {
        this.wake = wake;
    }

    @Override
    public String description() {
        return directory.toString();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
