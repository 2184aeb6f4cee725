// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest violation documents on disk, one line of JSON each, so that `winnow violations` shows them after a restart, wherever they are
 * published. As large as the feed at most. Written with each checkpoint: what came later is read from the queue again. Losing the file costs that
 * list and nothing else.
 */
final class RecentViolationsFile {

    private static final Logger LOG = LoggerFactory.getLogger(RecentViolationsFile.class);

    private final Path file;
    private List<byte[]> written = List.of();

    RecentViolationsFile(Path file) {
        this.file = file;
    }

    /** Fills the feed with what was written last. */
    void load(ViolationFeed feed) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("{") && line.endsWith("}")) {
                    feed.add(line.getBytes(StandardCharsets.UTF_8));
                }
            }
            written = feed.recent();
        } catch (NoSuchFileException e) {
            LOG.debug("no violations of before: {}", file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}): `winnow violations` begins with what comes now", file, IoReason.of(e));
        }
    }

    /** @throws IOException if it cannot be written; the old one is then still there */
    void save(List<byte[]> documents) throws IOException {
        if (documents.equals(written)) {
            return;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (byte[] document : documents) {
            lines.writeBytes(document);
            lines.write('\n');
        }
        FileReplacement.replaceDurably(file, lines.toByteArray());
        written = documents;
    }
}
