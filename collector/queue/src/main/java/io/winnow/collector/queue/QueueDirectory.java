// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.queue.chronicle.RollFileCheck;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The files of a queue directory: {@code queue.json}, the roll files, and {@code quarantine/} for what could not be read. */
final class QueueDirectory {

    static final String STATE_FILE = "queue.json";
    static final String QUARANTINE = "quarantine";
    private static final int MAX_STATE_BYTES = 64 << 10;
    private static final int MAX_QUARANTINED = 8;
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Path path;

    QueueDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        if (!Files.isWritable(path)) {
            throw unwritable(path, new AccessDeniedException(path.toString()));
        }
    }

    static QueueException unwritable(Path directory, IOException cause) {
        String reason = IoReason.of(cause);
        String remedy = reason.contains("No space left") || reason.contains("quota") ? "make space on its disk" : "make it writable for this user";
        return new QueueException("queue directory " + directory + " cannot be written (" + reason + "): " + remedy + ", or choose another directory", cause);
    }

    /**
     * The state of the directory; empty if it has none or if it is damaged.
     *
     * @throws QueueException if the directory is of another format version
     */
    Optional<QueueState> readState() {
        Path file = path.resolve(STATE_FILE);
        try {
            if (Files.size(file) > MAX_STATE_BYTES) {
                return Optional.empty();
            }
            String[] lines = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).split("\n");
            if (lines.length != 2 || !lines[1].equals(checksum(lines[0]))) {
                return Optional.empty();
            }
            JsonNode json = MAPPER.readTree(lines[0]);
            if (json.path("format").asInt() != QueueState.FORMAT) {
                throw new QueueException("queue directory " + path + " has format version " + json.path("format") + ", this program writes "
                        + QueueState.FORMAT + ": read it to its end with the version that made it, then move it aside or use another directory");
            }
            return Optional.of(MAPPER.treeToValue(json, QueueState.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new QueueException("queue directory " + path + ": " + STATE_FILE + " cannot be read (" + IoReason.of(e)
                    + "): let this user read it, or its group; the umask of the user who writes it may forbid that", e);
        }
    }

    static String checksum(String line) {
        CRC32 checksum = new CRC32();
        checksum.update(line.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(checksum.getValue());
    }

    /** The time span of the files that are there; empty if there are none. */
    Optional<Roll> roll() {
        List<Path> files = rollFiles();
        return files.isEmpty() ? Optional.empty() : Roll.ofFile(files.get(files.size() - 1).getFileName().toString());
    }

    /**
     * Replaces the state at once: a reader sees the old one or the new one.
     *
     * @param durable also after the power fails
     */
    void writeState(QueueState state, boolean durable) {
        Path file = path.resolve(STATE_FILE);
        try {
            String json = MAPPER.writeValueAsString(state);
            byte[] lines = (json + "\n" + checksum(json) + "\n").getBytes(StandardCharsets.ISO_8859_1);
            if (durable) {
                FileReplacement.replaceDurably(file, lines);
                FileReplacement.sync(path);
            } else {
                FileReplacement.replace(file, lines);
            }
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** Whether a file of this name is there; none is called null. */
    boolean holds(String file) {
        return file != null && Files.exists(path.resolve(file));
    }

    /** The roll files, oldest first. */
    List<Path> rollFiles() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> Roll.ofFile(file.getFileName().toString()).isPresent()).sorted().toList();
        } catch (IOException e) {
            throw new QueueException("queue directory " + path + " cannot be listed: " + IoReason.of(e), e);
        }
    }

    /**
     * What is in the roll files, oldest first.
     *
     * @param mostSequence sequence numbers beyond this one cannot be
     */
    List<RollFile> check(Roll roll, long mostSequence) {
        return rollFiles().stream().map(file -> check(file, roll, mostSequence)).toList();
    }

    private static RollFile check(Path file, Roll roll, long mostSequence) {
        try {
            return RollFileCheck.check(file, roll.cycle(), mostSequence);
        } catch (IOException e) {
            throw new QueueException("queue file " + file + " cannot be opened: " + IoReason.of(e), e);
        }
    }

    /**
     * Moves a file aside.
     *
     * @return where it is now
     */
    Path quarantine(Path file) {
        try {
            Path aside = Files.createDirectories(path.resolve(QUARANTINE));
            return Files.move(file, free(aside, file.getFileName().toString()));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static Path free(Path directory, String name) {
        Path file = directory.resolve(name);
        for (int i = 1; Files.exists(file); i++) {
            file = directory.resolve(name + "." + i);
        }
        return file;
    }

    /** Deletes the oldest of the files that were moved aside, if there are too many. */
    void pruneQuarantine() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(path.resolve(QUARANTINE))) {
            all.sorted().forEach(files::add);
        } catch (NoSuchFileException e) {
            return; // nothing ever was
        }
        while (files.size() > MAX_QUARANTINED) {
            Files.delete(files.remove(0));
        }
    }
}
