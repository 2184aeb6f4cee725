// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.Text;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** {@code winnow hub} with its own settings, as its users start it. */
final class HubProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 5_000_000;

    private final Path state;
    private final Path log;
    private final Process process;

    /** Starts it and waits until it is ready. */
    HubProcess(Path launcher, Path directory, String servers) {
        state = directory.resolve("state");
        log = directory.resolve("hub.log");
        Path configuration = directory.resolve("winnow.yaml");
        Path socket = directory.resolve("winnow.sock");
        Text.write(configuration, """
                state: %s
                api:
                  socket: %s
                publish:
                  kafka:
                    bootstrapServers: %s
                """.formatted(state, socket, servers));
        try {
            process = new ProcessBuilder(launcher.toString(), "--config", configuration.toString(), "hub")
                    .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + launcher, e);
        }
        ApiSocket api = new ApiSocket(socket);
        await("winnow hub does not get ready", START_LIMIT, api::ready);
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in time, with the hub's log */
    void await(String complaint, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(complaint + ": log=" + Text.read(log));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits until {@link System#nanoTime()} is this; not at all if it was. */
    static void awaitTime(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The most that was resident at a time, bytes. */
    long greatestMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the memory of process " + process.pid(), e);
        }
    }

    /** What its copies of the stores take of the disk. */
    long stateBytes() {
        try (Stream<Path> files = Files.walk(state.resolve("hub"))) {
            return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + state, e);
        }
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
