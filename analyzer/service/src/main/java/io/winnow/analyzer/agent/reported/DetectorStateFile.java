// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.collector.record.FileReplacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The detector's memory on disk: one JSON document, replaced whole. Losing it costs repetitions under known ids, and nothing else. */
final class DetectorStateFile {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorStateFile.class);
    private static final int VERSION = 1;

    private final ObjectMapper mapper = JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private final Path file;
    private DetectorState written = DetectorState.EMPTY;

    private record Document(int version, DetectorState state) {}

    DetectorStateFile(Path file) {
        this.file = file;
    }

    DetectorState load() {
        try {
            Document document = mapper.readValue(Files.readAllBytes(file), Document.class);
            if (document.version() == VERSION && document.state() != null) {
                written = document.state();
                return written;
            }
            LOG.warn("{} is of version {}, known is {}: violations that go on are reported once more", file, document.version(), VERSION);
        } catch (NoSuchFileException e) {
            return DetectorState.EMPTY;
        } catch (JsonProcessingException e) {
            LOG.warn("{} cannot be read ({}): violations that go on are reported once more", file, e.getOriginalMessage());
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}): violations that go on are reported once more", file, e.toString());
        }
        return DetectorState.EMPTY;
    }

    /** @throws IOException if it cannot be written; the old one is then still there */
    void save(DetectorState state) throws IOException {
        if (state.equals(written)) {
            return;
        }
        Document document = new Document(VERSION, state);
        FileReplacement.replaceDurably(file, out -> mapper.writeValue(out, document));
        written = state;
    }
}
