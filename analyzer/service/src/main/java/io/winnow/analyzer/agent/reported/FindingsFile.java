// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.analyzer.finding.KeptFinding;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The findings on disk, one JSON document a line, the one that changed last at the end. Written with each checkpoint: what came later is read from the queue
 * again. A line that cannot be read costs that finding.
 */
final class FindingsFile {

    private static final Logger LOG = LoggerFactory.getLogger(FindingsFile.class);

    private final ObjectMapper mapper = JsonMapper.builder().build();
    private final Path file;
    private List<KeptFinding> written = List.of();

    FindingsFile(Path file) {
        this.file = file;
    }

    List<KeptFinding> load() {
        List<KeptFinding> kept = new ArrayList<>();
        int unreadable = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                try {
                    kept.add(mapper.readValue(line, KeptFinding.class));
                } catch (JsonProcessingException e) {
                    unreadable++;
                }
            }
            written = List.copyOf(kept);
        } catch (NoSuchFileException e) {
            LOG.debug("no findings of before: {}", file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}): findings begin anew", file, IoReason.of(e));
        }
        if (unreadable > 0) {
            LOG.warn("{} findings in {} cannot be read and are left out", unreadable, file);
        }
        return kept;
    }

    /** @throws IOException if they cannot be written; the old file is then still there */
    void save(List<KeptFinding> findings) throws IOException {
        if (findings.equals(written)) {
            return;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (KeptFinding finding : findings) {
            lines.writeBytes(mapper.writeValueAsBytes(finding));
            lines.write('\n');
        }
        FileReplacement.replaceDurably(file, lines.toByteArray());
        written = findings;
    }
}
