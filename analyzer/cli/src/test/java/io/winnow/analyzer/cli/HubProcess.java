// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code winnow hub} as a process of its own, which can be killed and started again with the state that it had. */
final class HubProcess implements AutoCloseable {

    private final Path directory;
    private final Path socket;
    private final Path config;
    private final Path log;
    private Process process;

    /**
     * A hub that does not run yet.
     *
     * @param directory for its configuration, state, socket and log, each of which begins with the name
     * @param memory of its stores: the less it is, the sooner they are in files
     */
    HubProcess(Path directory, String name, String bootstrapServers, String memory) {
        this.directory = directory;
        socket = directory.resolve(name + ".sock");
        config = directory.resolve(name + ".yaml");
        log = directory.resolve(name + ".log");
        Text.write(config, """
                state: %1$s
                api:
                  socket: %3$s
                publish:
                  kafka:
                    bootstrapServers: %2$s
                hub:
                  memory: %4$s
                """.formatted(directory.resolve(name), bootstrapServers, socket, memory));
    }

    /** Of its API. */
    Path socket() {
        return socket;
    }

    void start() {
        try {
            process = new ProcessBuilder(ChildJvm.commandIn(directory, Winnow.class, "--config", config.toString(), "hub"))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run winnow hub", e);
        }
    }

    /** Whether it answers for some workloads. */
    boolean answers() {
        try {
            return !new ApiClient(socket).workloads(true).isEmpty();
        } catch (ApiException e) {
            return false; // it has not started yet
        }
    }

    /** Empty if it was never started. */
    String log() {
        return Files.exists(log) ? Text.read(log) : "";
    }

    /** @throws IllegalStateException if it has ended by itself, with its log */
    void kill() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the hub has ended: " + log());
        }
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
