// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the host that is run for what it prints: it has {@value #TIMEOUT_SECONDS} s, and no input. */
public final class HostProgram {

    private static final int MAX_OUTPUT_BYTES = 1 << 16;
    private static final int TIMEOUT_SECONDS = 5;

    private HostProgram() {}

    /** The first of that name. */
    public static Optional<Path> find(List<Path> directories, String name) {
        return directories.stream().map(directory -> directory.resolve(name)).filter(Files::isExecutable).findFirst();
    }

    /** What it prints, to standard output and to standard error, whatever its exit code. @throws IOException if it does not run, or does not end */
    public static String run(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no answer in " + TIMEOUT_SECONDS + " s");
            }
            return new String(out.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
