// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import io.winnow.analyzer.reach.elf.ElfSource;
import io.winnow.analyzer.reach.elf.MalformedElfException;
import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file, and the SHA-256 of all that was read of it. A container can write what build id it likes, and can change a file between two looks at it; so what is kept
 * of a file goes by the very bytes that the analysis got.
 */
public final class DigestedSource implements ElfSource {

    private final ElfSource source;
    private final MessageDigest digest = Sha256.begin();

    public DigestedSource(ElfSource source) {
        this.source = source;
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(source.size()).array());
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public byte[] read(long offset, int length) throws IOException, MalformedElfException {
        byte[] bytes = source.read(offset, length);
        digest.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(offset).putInt(length).array());
        digest.update(bytes);
        return bytes;
    }

    /** Of what was read until now, in hex. */
    public String key() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every Java has a SHA-256 that can be cloned", e);
        }
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
