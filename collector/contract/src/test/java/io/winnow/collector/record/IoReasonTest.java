// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {

    @TempDir
    Path directory;

    @Test
    void whatTheSystemRefusesIsSaidInItsWords() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {(byte) 0xff});
        Path missing = directory.resolve("missing");
        assertReason("there is no " + missing, () -> Files.readString(missing));
        assertReason("it is not UTF-8 text", () -> Files.readString(file));
        assertReason(file + " is there already", () -> Files.createFile(file));
        assertReason(file + " is not a directory", () -> Files.newDirectoryStream(file));
        assertReason(directory + " is not empty", () -> Files.delete(directory));
        assertReason("Not a directory", () -> Files.readString(file.resolve("below")));
        assertReason("Is a directory", () -> FileChannel.open(directory, StandardOpenOption.WRITE));
        assertReason("permission denied", () -> {
            throw new AccessDeniedException(file.toString());
        });
        assertReason("IOException", () -> {
            throw new IOException();
        });
    }

    private static void assertReason(String reason, ThrowingCallable refused) {
        assertThat(IoReason.of(catchThrowableOfType(IOException.class, refused))).isEqualTo(reason);
    }
}
