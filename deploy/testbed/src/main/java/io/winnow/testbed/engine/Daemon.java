// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An engine's daemon: a process that is awaited, and ended with those that it started. */
final class Daemon {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Path log;
    private final Process process;

    private Daemon(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** @throws UncheckedIOException if the program is missing */
    static Daemon start(String name, List<String> command, Path log) {
        try {
            return new Daemon(name, log, new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + name + ": run deploy/install-dependencies", e);
        }
    }

    /** @throws IllegalStateException if it ends, or does not answer in time, with its log */
    void await(BooleanSupplier answers) {
        Waiting.holds(START_LIMIT, () -> !isAlive() || answers.getAsBoolean());
        if (!isAlive() || !answers.getAsBoolean()) {
            throw new IllegalStateException(name + " does not answer: alive=" + isAlive() + " log=" + Text.read(log));
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void end() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
