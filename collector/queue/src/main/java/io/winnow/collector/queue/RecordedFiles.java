// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private directory with links to the sound files of a recorded queue, and with a table of them that Chronicle made anew. The recording's
 * own table may be damaged, or gone, and a damaged file would end in a fault of the whole JVM; the recording itself stays as it is.
 */
final class RecordedFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedFiles.class);

    private final Path path;

    private RecordedFiles(Path path) {
        this.path = path;
    }

    /** @throws QueueException if the private directory cannot be made */
    static RecordedFiles of(QueueDirectory recording, Roll roll) {
        try {
            RecordedFiles files = new RecordedFiles(Files.createTempDirectory("winnow-recording-"));
            try {
                files.link(recording, roll);
                return files;
            } catch (IOException | RuntimeException | Error e) {
                files.close();
                throw e;
            }
        } catch (IOException e) {
            throw new QueueException("queue directory " + recording.path() + " cannot be read through a temporary directory in "
                    + System.getProperty("java.io.tmpdir") + " (" + IoReason.of(e) + "): make that one writable, or set another by -Djava.io.tmpdir", e);
        }
    }

    /** The state is a copy: it is read again to find the end. */
    private void link(QueueDirectory recording, Roll roll) throws IOException {
        Files.copy(recording.path().resolve(QueueDirectory.STATE_FILE), path.resolve(QueueDirectory.STATE_FILE));
        List<RollFile> files = recording.check(roll, Long.MAX_VALUE);
        for (RollFile file : files) {
            if (file.damaged()) {
                LOG.warn("queue file {} is damaged {}: left out, its documents count as missing", file.path(), file.damage());
            } else if (!file.blank()) {
                Files.createSymbolicLink(path.resolve(file.path().getFileName()), file.path());
            }
        }
        StoreSettings.makeTable(path, roll);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("temporary directory {} was not removed: {}", path, IoReason.of(e));
        }
    }
}
