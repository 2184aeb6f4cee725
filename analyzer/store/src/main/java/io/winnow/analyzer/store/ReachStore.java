// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.reach.KnownReach;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workloads can call at most, beside their baselines: {@code reach/NAME-HASH.json} for each, replaced whole. A document that cannot be read counts as none.
 * For any thread, and for processes that read while another writes.
 */
public final class ReachStore implements KnownReach {

    private static final Logger LOG = LoggerFactory.getLogger(ReachStore.class);

    /** Some 400 calls of three ABIs, and gaps. */
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_KEPT = 1_000;
    private static final String DIRECTORY = "reach";

    private final Path baselines;
    private final Map<WorkloadId, Kept> kept = new ConcurrentHashMap<>();

    /** @param reach empty if the document cannot be read */
    private record Kept(FileTime changed, Optional<Reach> reach) {}

    /** @param baselines the directory of the baselines */
    public ReachStore(Path baselines) {
        this.baselines = baselines;
    }

    @Override
    public Optional<Reach> of(WorkloadId id) {
        Path file = file(id);
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            Kept known = kept.get(id);
            if (known == null || !known.changed().equals(changed)) {
                known = new Kept(changed, read(file));
                keep(id, known);
            }
            return known.reach();
        } catch (NoSuchFileException e) {
            kept.remove(id);
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}): give this user the right to, or remove it", file, IoReason.of(e));
            return Optional.empty();
        }
    }

    private void keep(WorkloadId id, Kept known) {
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(id, known);
    }

    private static Optional<Reach> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(document(content).reach());
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is not used ({}): remove it, so that the programs are analysed anew", file, PlainText.of(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /**
     * A document that was written by {@code winnow reach}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ReachDocument document(byte[] content) {
        return BaselineJson.read(content, ReachDocument.class, document -> document);
    }

    /** @throws StoreException if it cannot be written */
    public void save(WorkloadId id, ReachDocument document) {
        Path file = file(id);
        try {
            Files.createDirectories(file.getParent());
            FileReplacement.replaceDurably(file, BaselineJson.MAPPER.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new StoreException(file + " cannot be written (" + IoReason.of(e) + "): make space, or give this user the right to write there", e);
        }
    }

    /** The directory for what is known of the files themselves, of whatever workload. */
    public Path files() {
        return baselines.resolve(DIRECTORY).resolve("files");
    }

    private Path file(WorkloadId id) {
        return file(baselines, id);
    }

    static Path file(Path baselines, WorkloadId id) {
        return baselines.resolve(DIRECTORY).resolve(WorkloadFileName.of(id));
    }
}
