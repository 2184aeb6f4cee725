// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code winnow run}, as its users start it, publishing to a broker. */
final class WinnowRun implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 100;

    private final Path launcher;
    private final Path configuration;
    private final Path log;
    private final Process process;

    /**
     * Starts it and waits until it answers.
     *
     * @param directory for its configuration, state, socket and log; also the base of the runtime's state
     */
    WinnowRun(Path launcher, Path directory, String bootstrapServers) {
        this.launcher = launcher;
        configuration = directory.resolve("winnow.yaml");
        log = directory.resolve("winnow.log");
        try {
            Files.writeString(configuration, """
                    state: %1$s/state
                    api:
                      socket: %1$s/winnow.sock
                    collector:
                      pins: ""
                      slots: 64
                      window: 500ms
                      runtimeStates: [%1$s/run/runc]
                    analyzer:
                      checkpoint: 500ms
                    publish:
                      kafka:
                        bootstrapServers: %2$s
                    """.formatted(directory, bootstrapServers));
            process = new ProcessBuilder(command("run")).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + launcher, e);
        }
        await("winnow run does not answer", () -> cli("status").exit() == 0);
    }

    /** Runs another command of the launcher against it. */
    Shell.Result cli(String... arguments) {
        return Shell.run(command(arguments), Map.of(), START_LIMIT);
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in a minute, with the service's log */
    void await(String complaint, BooleanSupplier condition) {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException(complaint + ": log=" + log());
            }
            pause(POLL_MILLIS);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "--config", configuration.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
