// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The bytes of a file, read and not mapped: a mapped file that its owner truncates faults in the reader. */
public interface ElfSource extends Closeable {

    /** Bytes of the file when it was opened. */
    long size();

    /**
     * Some of the bytes.
     *
     * @throws MalformedElfException if the file does not have them
     */
    byte[] read(long offset, int length) throws IOException, MalformedElfException;

    @Override
    void close() throws IOException;

    /** A regular file. Others can block for ever when they are opened, and are refused. */
    static ElfSource of(Path file) throws IOException, MalformedElfException {
        if (!Files.isRegularFile(file)) {
            throw new MalformedElfException(Files.exists(file) ? "it is no regular file" : "there is no such file");
        }
        return new FileSource(file);
    }

    /** Bytes in memory. */
    static ElfSource of(byte[] bytes) {
        return new ElfSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] read(long offset, int length) throws MalformedElfException {
                FileSource.check(offset, length, bytes.length);
                return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
