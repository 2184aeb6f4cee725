// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events as JSON lines (CloudEvents structured mode). The file is rotated by size: {@code name} is the newest, {@code name.1} the one
 * before; the oldest is deleted. A line is confirmed when it is written, and with {@link Sync#ALWAYS} when it is on the disk, one fsync for
 * all lines that were waiting. A line is never left half-written: what a failure or a crash cut is taken off again.
 */
public final class FileSink implements Sink {

    /** When a line counts as safe. */
    public enum Sync {
        /** When fsync returned. */
        ALWAYS,
        /** When the kernel has it: survives a crash of the process, not of the machine. */
        NEVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileSink.class);
    private static final int LINES_PER_SYNC = 1024;
    private static final int TAIL = 4096;
    private static final long BYTES_PER_LOOK = 1 << 20;

    private final Path file;
    private final long maximumBytes;
    private final int files;
    private final Sync sync;
    private final long reserveBytes;
    private final CloudEvents events = new CloudEvents();
    private final List<Delivery> unsynced = new ArrayList<>();
    private FileChannel channel;
    private long length;
    /** Bytes that may be written before the free space is looked at again. */
    private long allowed;

    /**
     * @param maximumBytes size past which the file is rotated
     * @param files how many are kept, the newest included
     * @param reserveBytes free space of the file system below which nothing is written
     */
    public FileSink(Path file, long maximumBytes, int files, Sync sync, long reserveBytes) {
        if (maximumBytes < 1 || files < 1) {
            throw new IllegalArgumentException("rotation needs a size and at least one file: bytes=" + maximumBytes + " files=" + files);
        }
        this.file = file.toAbsolutePath();
        this.maximumBytes = maximumBytes;
        this.files = files;
        this.sync = sync;
        this.reserveBytes = reserveBytes;
    }

    @Override
    public void open() throws SinkException {
        if (channel != null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            // Created without others' read permission: what a workload did wrong is not for every user of the host.
            channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            length = endOfLastLine(channel);
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** A crash may have cut the last line: what follows the last line end is not a document. */
    private static long endOfLastLine(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer buffer = ByteBuffer.allocate(TAIL);
        while (end > 0) {
            long from = Math.max(0, end - TAIL);
            buffer.clear().limit((int) (end - from));
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
                // reads until the piece is complete
            }
            for (int i = buffer.position() - 1; i >= 0; i--) {
                if (buffer.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException {
        byte[] line = events.structured(event);
        try {
            leaveReserve(line.length + 1);
            if (length > 0 && length + line.length + 1 > maximumBytes) {
                flush();
                rotate();
            }
            write(line);
        } catch (IOException e) {
            throw failure(e);
        }
        unsynced.add(delivery);
        if (unsynced.size() >= LINES_PER_SYNC) {
            flush();
        }
    }

    /** The queue and other programs of the host need space too: until there is some again, violations wait in the queue. */
    private void leaveReserve(int bytes) throws SinkException, IOException {
        if (allowed < bytes) {
            long spare = Files.getFileStore(file).getUsableSpace() - reserveBytes;
            if (spare < bytes) {
                throw new SinkException("cannot write " + description() + " without taking of the reserve of " + reserveBytes
                        + " bytes (collector.diskReserve): free space or give another path");
            }
            allowed = Math.max(bytes, Math.min(spare / 16, BYTES_PER_LOOK));
        }
        allowed -= bytes;
    }

    private void write(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            length += line.length + 1;
        } catch (IOException e) {
            channel.truncate(length);
            throw e;
        }
    }

    private void rotate() throws SinkException, IOException {
        channel.close();
        channel = null;
        for (int i = files - 1; i > 0; i--) {
            Path from = i == 1 ? file : numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        if (files == 1) {
            Files.delete(file);
        }
        open();
    }

    private Path numbered(int i) {
        return file.resolveSibling(file.getFileName() + "." + i);
    }

    @Override
    public void flush() throws SinkException {
        if (unsynced.isEmpty()) {
            return;
        }
        try {
            if (sync == Sync.ALWAYS) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        unsynced.forEach(Delivery::confirmed);
        unsynced.clear();
    }

    @Override
    public void close(Duration patience) {
        unsynced.clear();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Everything confirmed has been forced, or was promised no more than write(2).
                LOG.warn("{} could not be closed: {}", description(), e.toString());
            } finally {
                channel = null;
            }
        }
    }

    @Override
    public String description() {
        return "the file " + file;
    }

    private SinkException failure(IOException e) {
        return new SinkException("cannot write " + description() + " (" + IoReason.of(e) + "): free space or give another path", e);
    }
}
