// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.KeptFinding;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The findings on disk, one JSON document a line, the one that changed last at the end. Written with each checkpoint: what came later is read from the queue
 * again. Findings that changed are added at the end, so that of one id the last line counts; the file is made anew when most of its lines are old ones, or
 * when a finding is gone. A last line without its end is what a crash left of a checkpoint, and is read from the queue again. Any other line that cannot be
 * read is damage: it is left out, and the file is kept beside the new one.
 */
final class FindingsFile {

    private static final Logger LOG = LoggerFactory.getLogger(FindingsFile.class);

    private final ObjectMapper mapper = JsonMapper.builder().build();
    private final Path file;
    private final Path damaged;
    /** As the file has them, by id. */
    private Map<String, KeptFinding> written = Map.of();
    /** Lines of the file; −1 if that is not known, and the file is to be made anew. */
    private long lines = -1;

    FindingsFile(Path file) {
        this.file = file;
        this.damaged = file.resolveSibling(file.getFileName() + ".damaged");
    }

    List<KeptFinding> load() {
        Map<String, KeptFinding> kept = new LinkedHashMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int unreadable = read(in, kept);
            if (unreadable > 0) {
                Files.copy(file, damaged, StandardCopyOption.REPLACE_EXISTING);
                LOG.warn("{} lines in {} cannot be read: the findings are as the other lines say. The file as it was is {}. To have its findings back, stop the "
                        + "service, put a sound copy of the file in its place, and start the service", unreadable, file, damaged);
            }
            written = Map.copyOf(kept);
        } catch (NoSuchFileException e) {
            LOG.debug("no findings of before: {}", file);
        } catch (IOException e) {
            unreadable(e, kept.size());
        }
        return new ArrayList<>(kept.values());
    }

    /** Says how many lines are damaged. */
    private int read(InputStream in, Map<String, KeptFinding> kept) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int unreadable = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                unreadable += take(line.toByteArray(), kept) ? 0 : 1;
                line.reset();
            } else {
                line.write(b);
            }
        }
        return unreadable;
    }

    private boolean take(byte[] line, Map<String, KeptFinding> kept) throws IOException {
        try {
            KeptFinding finding = mapper.readValue(line, KeptFinding.class);
            if (finding == null || !whole(finding.finding())) {
                return false;
            }
            kept.remove(finding.finding().id());
            kept.put(finding.finding().id(), finding);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean whole(Finding finding) {
        return finding != null && finding.id() != null && finding.severity() != null && finding.state() != null && finding.subject() != null && finding.cause() != null;
    }

    private void unreadable(IOException reason, int known) {
        try {
            Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} cannot be read ({}): {} findings are known. It is {} now. To have its findings back, stop the service, make the file readable, move it back, and "
                    + "start the service", file, IoReason.of(reason), known, damaged);
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}), and not be moved ({}): {} findings are known", file, IoReason.of(reason), IoReason.of(e), known);
        }
    }

    /** @throws IOException if they cannot be written; what the file had is then still there */
    void save(List<KeptFinding> findings) throws IOException {
        Map<String, KeptFinding> all = new LinkedHashMap<>();
        findings.forEach(finding -> all.put(finding.finding().id(), finding));
        List<KeptFinding> changed = findings.stream().filter(finding -> !finding.equals(written.get(finding.finding().id()))).toList();
        boolean gone = !all.keySet().containsAll(written.keySet());
        if (changed.isEmpty() && !gone) {
            return;
        }
        boolean anew = lines < 0 || gone || lines + changed.size() > 2L * all.size();
        long after = anew ? all.size() : lines + changed.size();
        lines = -1; // whatever a failure leaves
        if (anew) {
            FileReplacement.replaceDurably(file, out -> write(all.values(), out));
        } else {
            append(changed);
        }
        lines = after;
        written = all;
    }

    private void write(Collection<KeptFinding> findings, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out);
        for (KeptFinding finding : findings) {
            buffered.write(mapper.writeValueAsBytes(finding));
            buffered.write('\n');
        }
        buffered.flush();
    }

    private void append(Collection<KeptFinding> findings) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            write(findings, Channels.newOutputStream(channel));
            channel.force(false);
        }
    }
}
