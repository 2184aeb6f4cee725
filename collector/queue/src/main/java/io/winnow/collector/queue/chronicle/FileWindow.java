// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to a file through one buffer that is refilled when a read leaves it. */
final class FileWindow implements AutoCloseable {

    private static final int BYTES = StoreSettings.MAX_DOCUMENT_BYTES;
    private static final int STEP_BYTES = 64 << 10;

    private final FileChannel channel;
    private long size;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long start;

    private FileWindow(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
        buffer.limit(0);
    }

    static FileWindow open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new FileWindow(channel, channel.size());
    }

    long size() {
        return size;
    }

    /** The bytes from {@code position} on; valid until the next call. */
    ByteBuffer at(long position, int length) throws IOException {
        if (position < start || position + length > start + buffer.limit()) {
            fill(position, length);
        }
        int from = (int) (position - start);
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(from).limit(from + length);
    }

    /** Whether nothing but zeros stands from {@code position} to the end. */
    boolean isZeroFrom(long position) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(STEP_BYTES);
        for (long at = position; at < size; at += STEP_BYTES) {
            int length = (int) Math.min(STEP_BYTES, size - at);
            if (at(at, length).mismatch(zeros.clear().limit(length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Forgets what was read: the next look is at the file as it is by then. */
    void refresh() throws IOException {
        size = channel.size();
        start = 0;
        buffer.clear().limit(0);
    }

    private void fill(long position, int length) throws IOException {
        if (length > BYTES) {
            throw new IllegalArgumentException("length=" + length + " most=" + BYTES);
        }
        start = position;
        buffer.clear();
        while (buffer.position() < length) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException("the file became shorter");
            }
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
