// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file that a process executes.
 *
 * @param path as the process sees it. Untrusted
 * @param sha256 64 hexadecimal digits
 * @param size in bytes
 */
record ExecutedFile(String path, String sha256, long size) {

    /** A larger file is left alone: some 0.2 s of a CPU. */
    static final long MAX_SIZE = 64L << 20;

    private static final int PART = 64 << 10;

    /**
     * Reads it, also if no directory has it any more. That may take as long as the container's file system likes.
     *
     * @param proc the host's procfs
     * @return empty if the process has ended or executes another file by now, or if the file is too large
     */
    static Optional<ExecutedFile> of(Path proc, int tgid) {
        Path link = proc.resolve(Integer.toString(tgid)).resolve("exe");
        try (InputStream in = Files.newInputStream(link)) {
            String path = Files.readSymbolicLink(link).toString();
            MessageDigest digest = Sha256.begin();
            byte[] part = new byte[PART];
            long size = 0;
            for (int read = in.read(part); read > 0 && size <= MAX_SIZE; read = in.read(part)) {
                digest.update(part, 0, read);
                size += read;
            }
            boolean same = Files.readSymbolicLink(link).toString().equals(path);
            return size <= MAX_SIZE && same ? Optional.of(new ExecutedFile(path, HexFormat.of().formatHex(digest.digest()), size)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }
}
