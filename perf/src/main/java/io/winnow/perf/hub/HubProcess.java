// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.hub;

import io.winnow.perf.ServiceProcess;
import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.Text;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** {@code winnow hub} with its own settings, as its users start it. */
final class HubProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Path state;
    private final ServiceProcess process;

    /** Starts it and waits until it is ready. */
    HubProcess(Path launcher, Path directory, String servers) {
        state = directory.resolve("state");
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
        process = new ServiceProcess(List.of(launcher.toString(), "--config", configuration.toString(), "hub"), directory.resolve("hub.log"));
        ApiSocket api = new ApiSocket(socket);
        await("winnow hub does not get ready", START_LIMIT, api::ready);
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in time, with the hub's log */
    void await(String complaint, Duration limit, BooleanSupplier condition) {
        process.await(complaint, limit, condition);
    }

    /** Waits until {@link System#nanoTime()} is this; not at all if it was. */
    static void awaitTime(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The most that was resident at a time, bytes. */
    long greatestMemory() {
        return process.memory("VmHWM") << 10;
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
        process.close();
    }
}
