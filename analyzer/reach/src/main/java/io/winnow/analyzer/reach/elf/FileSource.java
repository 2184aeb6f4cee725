// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file. */
final class FileSource implements ElfSource {

    /** Bytes that are read at once: the channel has as many outside the heap meanwhile, and keeps them. */
    private static final int AT_ONCE = 1 << 18;

    private final FileChannel channel;
    private final long size;

    FileSource(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public byte[] read(long offset, int length) throws IOException, MalformedElfException {
        check(offset, length, size);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.position() < length) {
            bytes.limit(Math.min(length, bytes.position() + AT_ONCE));
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new MalformedElfException("it ended while it was read");
            }
        }
        return bytes.array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** @throws MalformedElfException if a file of this size does not have these bytes */
    static void check(long offset, int length, long size) throws MalformedElfException {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new MalformedElfException("it is truncated: bytes " + offset + " to " + (offset + length) + " of " + size + " are missing");
        }
    }
}
