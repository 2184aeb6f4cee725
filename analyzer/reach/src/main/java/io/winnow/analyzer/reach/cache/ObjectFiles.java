// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import io.winnow.analyzer.reach.object.ObjectCode;
import io.winnow.collector.record.FileReplacement;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What was found in files, in a directory that no one else may write to: {@code CODE-KEY}, where the code is that of
 * the analysis ({@link AnalysisCode}), and the key is of the content. What was used longest ago goes if there
 * is more than a limit. What is damaged counts as not there: gzip has a check sum.
 */
public final class ObjectFiles {

    /** Of the files in the directory. */
    private static final long MAX_BYTES = 256L << 20;
    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final String code;
    private final long limit;

    /**
     * Of this code of the analysis, in a directory that others can have written before.
     *
     * @throws IOException if the code cannot be read
     */
    public static ObjectFiles of(Path directory) throws IOException {
        return new ObjectFiles(directory, AnalysisCode.digest(), MAX_BYTES);
    }

    ObjectFiles(Path directory, String code, long limit) {
        this.directory = directory;
        this.code = code;
        this.limit = limit;
    }

    /** What was found in content with this key. */
    public Optional<ObjectCode> find(String key) {
        Path file = file(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (BufferedInputStream content = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), BUFFER), BUFFER)) {
            ObjectCode code = new ObjectReader(content).read();
            if (content.read() >= 0) {
                throw new IOException("it goes on behind its end");
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(code);
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** Keeps what was found; if it cannot, as on a full disk, the next analysis has to find it again. @return whether it is kept */
    public boolean add(String key, ObjectCode code) {
        try {
            Files.createDirectories(directory);
            FileReplacement.replaceDurably(file(key), out -> write(out, code));
            removeOldest();
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    private static void write(OutputStream out, ObjectCode code) throws IOException {
        GZIPOutputStream packed = new GZIPOutputStream(out, BUFFER);
        BufferedOutputStream content = new BufferedOutputStream(packed, BUFFER);
        new ObjectWriter(content).write(code);
        content.flush();
        packed.finish();
    }

    private Path file(String key) {
        return directory.resolve(code + "-" + key);
    }

    private void removeOldest() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.sorted(Comparator.comparing(ObjectFiles::used).reversed()).toList();
        }
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
            if (bytes > limit) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime used(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
