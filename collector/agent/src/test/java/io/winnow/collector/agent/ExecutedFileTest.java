// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutedFileTest {

    private static final Path PROC = Path.of("/proc");
    private static final Path SLEEP = Path.of("/bin/sleep");

    @TempDir
    private Path directory;

    @Test
    void isWhatTheProcessExecutesThoughItsFileIsGone() throws Exception {
        Path program = Files.copy(SLEEP, directory.resolve("mine"));
        byte[] content = Files.readAllBytes(program);
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            awaitExec(process, program);
            String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            assertThat(ExecutedFile.of(PROC, (int) process.pid())).contains(new ExecutedFile(program.toString(), sha256, content.length));
            Files.delete(program);
            assertThat(ExecutedFile.of(PROC, (int) process.pid())).contains(new ExecutedFile(program + " (deleted)", sha256, content.length));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(ExecutedFile.of(PROC, (int) process.pid())).as("it has ended").isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsLeftAlone() throws Exception {
        Path program = Files.copy(SLEEP, directory.resolve("large"));
        try (OutputStream out = Files.newOutputStream(program, StandardOpenOption.APPEND)) {
            byte[] part = new byte[1 << 20];
            for (long size = 0; size <= ExecutedFile.MAX_SIZE; size += part.length) {
                out.write(part);
            }
        }
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            awaitExec(process, program);
            assertThat(ExecutedFile.of(PROC, (int) process.pid())).isEmpty();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The new process is the JVM's helper until it executes the program. */
    private static void awaitExec(Process process, Path program) throws IOException, InterruptedException {
        Path link = PROC.resolve(Long.toString(process.pid())).resolve("exe");
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readSymbolicLink(link).equals(program) && System.nanoTime() < limit) {
            Thread.sleep(1);
        }
    }
}
