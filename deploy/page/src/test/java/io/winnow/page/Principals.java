// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Files of principals. */
final class Principals {

    private Principals() {}

    /** @param lines each NAME:ROLE:TOKEN */
    static Path write(Path directory, String... lines) throws IOException {
        List<String> proved = Arrays.stream(lines).map(line -> line.substring(0, line.lastIndexOf(':') + 1) + sha256(line.substring(line.lastIndexOf(':') + 1))).toList();
        Path file = Files.write(directory.resolve("principals"), proved);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
