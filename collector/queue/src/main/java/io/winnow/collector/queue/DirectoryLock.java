// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exclusive right to write a queue directory. The kernel gives it up with the process, however that ends, and a process id that
 * is used again does not inherit it.
 */
final class DirectoryLock implements AutoCloseable {

    static final String FILE = "lock";
    private static final int MAX_HOLDER_BYTES = 256;

    /** Held by this JVM. The kernel gives a process's lock up when it closes any descriptor of the file, so it must not be opened twice. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) {
        try {
            Path real = directory.toRealPath();
            if (!HELD.add(real)) {
                throw inUse(directory, self());
            }
            try {
                return new DirectoryLock(real, open(directory));
            } catch (IOException | RuntimeException e) {
                HELD.remove(real);
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw QueueDirectory.unwritable(directory, e);
        } catch (IOException e) {
            throw new QueueException("queue directory " + directory + " cannot be locked: " + IoReason.of(e), e);
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String holder = holder(channel);
            channel.close();
            throw inUse(directory, holder);
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(self()), 0);
        return channel;
    }

    private static QueueException inUse(Path directory, String holder) {
        return new QueueException("queue directory " + directory + " is in use by " + holder
                + ": stop that process, or give this one another directory");
    }

    private static String self() {
        return "process " + ProcessHandle.current().pid();
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_HOLDER_BYTES);
        channel.read(text, 0);
        return text.position() == 0 ? "another process" : StandardCharsets.UTF_8.decode(text.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
