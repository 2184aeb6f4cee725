// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end. */
public final class Shell {
    private Shell() {
    }

    /**
     * What a command left behind.
     *
     * @param exit its exit code
     * @param out  its standard output
     * @param err  its standard error
     */
    public record Result(List<String> command, int exit, String out, String err) {
        /** This result, if the command succeeded. @throws IllegalStateException otherwise, with what it said */
        public Result orThrow() {
            if (exit != 0) {
                throw new IllegalStateException("command failed: exit=" + exit + " command=" + String.join(" ", command)
                        + (err.isBlank() ? "" : " stderr=" + err.strip()) + (out.isBlank() ? "" : " stdout=" + out.strip()));
            }
            return this;
        }
    }

    /** Runs a command for at most a minute. */
    public static Result run(List<String> command) {
        return run(command, Map.of(), Duration.ofMinutes(1));
    }

    /** Runs a command for at most a minute. */
    public static Result run(String... command) {
        return run(List.of(command));
    }

    /**
     * Runs a command with further environment variables. Its output goes through files, so that a process
     * which it leaves running in the background and which keeps them open does not hold up the caller.
     *
     * @throws IllegalStateException if it does not end in time; it is killed then
     */
    public static Result run(List<String> command, Map<String, String> environment, Duration limit) {
        Path directory = Directories.temporary("run");
        try {
            Path out = directory.resolve("out");
            Path err = directory.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("command did not end within " + limit.toMillis() + " ms: "
                        + String.join(" ", command) + " stderr=" + Files.readString(err).strip());
            }
            return new Result(command, process.exitValue(), Text.read(out), Text.read(err));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + String.join(" ", command), e);
        } finally {
            Directories.delete(directory);
        }
    }
}
