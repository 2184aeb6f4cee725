// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The exclusive right to write a queue directory. The kernel gives it up with the process, however that ends, and a process id that
 * is used again does not inherit it.
 */
final class DirectoryLock implements AutoCloseable {

    static final String FILE = "lock";
    private static final int MOST_HOLDER_BYTES = 256;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String holder = holder(channel);
                channel.close();
                throw new QueueException("queue directory " + directory + " is in use by " + holder
                        + ": stop that process, or give this one another directory");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode("process " + ProcessHandle.current().pid()), 0);
            return new DirectoryLock(channel);
        } catch (AccessDeniedException e) {
            throw QueueDirectory.unwritable(directory, e);
        } catch (IOException e) {
            throw new QueueException("queue directory " + directory + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held within this process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MOST_HOLDER_BYTES);
        channel.read(text, 0);
        return text.position() == 0 ? "another process" : StandardCharsets.UTF_8.decode(text.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
