// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.winnow.collector.record.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Changes in directories, inotify(7). Not through {@code java.nio.file.WatchService}: that one reads the kernel's queue on a thread of its own and
 * sorts events by directory, so a caller cannot know that he has seen all that happened up to now, nor what came before what. Here both hold:
 * {@link #read} hands over, in their order, all events that were there when it was called.
 */
class Inotify implements AutoCloseable {

    static final int CLOSE_WRITE = 0x8;
    static final int MOVED_FROM = 0x40;
    static final int MOVED_TO = 0x80;
    static final int CREATE = 0x100;
    static final int DELETE = 0x200;
    /** Events were dropped: look for yourself. */
    static final int OVERFLOW = 0x4000;
    /** The watch is gone, mostly because its directory is. */
    static final int IGNORED = 0x8000;
    static final int IS_DIRECTORY = 0x4000_0000;

    private static final int ONLY_DIRECTORIES = 0x0100_0000;
    private static final int NO_LINKS = 0x0200_0000;
    private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int HEADER = 16;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final short POLLIN = 1;

    /** Called for each event. */
    interface Listener {

        /** {@code name} is empty if the event is the directory's own. */
        void onEvent(int watch, int mask, String name);
    }

    private static final class LibC {

        static {
            Native.register(NativeLibrary.getInstance("c"));
        }

        private LibC() {}

        static native int inotify_init1(int flags);

        static native int inotify_add_watch(int fd, byte[] path, int mask);

        static native int inotify_rm_watch(int fd, int watch);

        static native long read(int fd, Pointer buffer, long bytes);

        static native int poll(Pointer descriptors, long count, int timeoutMillis);

        static native int close(int fd);
    }

    private final int descriptor;
    private final Memory memory = new Memory(BUFFER_BYTES);
    private final ByteBuffer buffer = memory.getByteBuffer(0, BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final Memory waiting = new Memory(8);
    private boolean closed;

    /**
     * A queue of its own.
     *
     * @throws ContainerException if the kernel has none left
     */
    Inotify() {
        descriptor = LibC.inotify_init1(NONBLOCK_CLOEXEC);
        if (descriptor < 0) {
            throw new ContainerException(
                    "inotify: errno=" + Native.getLastError() + ": raise fs.inotify.max_user_instances", null);
        }
    }

    /**
     * Watches a directory for what {@code mask} says. One that is watched already keeps its number.
     *
     * @param follow whether it may be reached through a link
     * @return the number of the watch; empty if there is no such directory
     * @throws ContainerException if the kernel's limit is reached
     */
    OptionalInt watch(Path directory, int mask, boolean follow) {
        byte[] path = (directory + "\0").getBytes(StandardCharsets.UTF_8);
        int watch = LibC.inotify_add_watch(descriptor, path, mask | ONLY_DIRECTORIES | (follow ? 0 : NO_LINKS));
        if (watch >= 0) {
            return OptionalInt.of(watch);
        }
        if (Native.getLastError() == Errno.ENOSPC) {
            throw new ContainerException(directory + " cannot be watched: raise fs.inotify.max_user_watches", null);
        }
        return OptionalInt.empty();
    }

    void unwatch(int watch) {
        LibC.inotify_rm_watch(descriptor, watch);
    }

    /** Hands over what has happened since the last call. Does not wait. */
    void read(Listener listener) {
        while (true) {
            long bytes = LibC.read(descriptor, memory, BUFFER_BYTES);
            if (bytes > 0) {
                events((int) bytes, listener);
            } else if (bytes == 0 || Native.getLastError() == Errno.EAGAIN) {
                return;
            } else if (Native.getLastError() != Errno.EINTR) {
                throw new ContainerException("inotify: read: errno=" + Native.getLastError(), null);
            }
        }
    }

    private void events(int bytes, Listener listener) {
        for (int at = 0; at < bytes; ) {
            int watch = buffer.getInt(at);
            int mask = buffer.getInt(at + 4);
            int length = buffer.getInt(at + 12);
            listener.onEvent(watch, mask, name(at + HEADER, length));
            at += HEADER + length;
        }
    }

    private String name(int from, int length) {
        byte[] bytes = new byte[length];
        buffer.get(from, bytes);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Waits until there is something to read, or for a time. The one method that another thread may be in meanwhile. */
    void await(int millis) {
        waiting.setInt(0, descriptor);
        waiting.setInt(4, POLLIN);
        LibC.poll(waiting, 1, millis);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.close(descriptor);
        }
    }
}
