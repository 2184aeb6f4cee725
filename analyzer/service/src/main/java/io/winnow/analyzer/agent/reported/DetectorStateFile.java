// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.collector.record.FileReplacement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The detector's memory on disk: one JSON document, replaced whole. Losing it costs repetitions under known ids, and nothing else. */
final class DetectorStateFile {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorStateFile.class);
    private static final int VERSION = 1;
    /** Of Knuth's linear congruential generator: it spreads small numbers over 64 bits. */
    private static final long FACTOR = 6_364_136_223_846_793_005L;

    private final ObjectMapper mapper = JsonMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private final Path file;
    /** Of what the file has. The state itself may have a million violations. */
    private long written = hash(DetectorState.EMPTY);

    private record Document(int version, DetectorState state) {}

    DetectorStateFile(Path file) {
        this.file = file;
    }

    DetectorState load() {
        try (InputStream in = Files.newInputStream(file)) {
            Document document = mapper.readValue(in, Document.class);
            if (document != null && document.version() == VERSION && document.state() != null) {
                written = hash(document.state());
                return document.state();
            }
            LOG.warn("{} is not of version {}: violations that go on are reported once more", file, VERSION);
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
        long hash = hash(state);
        if (hash == written) {
            return;
        }
        Document document = new Document(VERSION, state);
        FileReplacement.replaceDurably(file, out -> mapper.writeValue(out, document));
        written = hash;
    }

    /** In any order of the violations. If another state has the same, the file stays as it is, and some violations are reported again after a crash. */
    private static long hash(DetectorState state) {
        return state.reported().stream().mapToLong(each -> FACTOR * (FACTOR * each.hashCode() + each.key().hashCode()) + each.time() + each.count()).sum();
    }
}
