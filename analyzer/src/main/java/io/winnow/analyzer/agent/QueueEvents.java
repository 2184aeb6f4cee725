// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.ingest.EventsPump;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.collector.queue.QueueReader;
import java.nio.file.Path;

/** The events queue on disk, live or recorded. A queue that does not exist yet has no documents yet. */
public final class QueueEvents implements EventSource {

    private final Path directory;
    private final IngestState start;
    private QueueReader reader;
    private EventsPump pump;

    /** @param start where the ingest was */
    public QueueEvents(Path directory, IngestState start) {
        this.directory = directory;
        this.start = start;
    }

    @Override
    public boolean next(Ingest ingest) {
        if (reader == null && !connect(ingest)) {
            return false;
        }
        return pump.poll(1) > 0;
    }

    private boolean connect(Ingest ingest) {
        if (!QueueReader.exists(directory)) {
            return false;
        }
        reader = QueueReader.open(directory);
        pump = new EventsPump(reader, ingest, start);
        return true;
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
