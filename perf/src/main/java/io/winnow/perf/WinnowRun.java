// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** {@code winnow run}, as its users start it. */
final class WinnowRun implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path launcher;
    private final Path configuration;
    private final ServiceProcess process;
    private final ApiSocket api;

    /**
     * Starts it and waits until it is ready.
     *
     * @param directory for its configuration, state, socket and log; also the base of the runtime's state
     * @param settings YAML that is added to the configuration
     */
    WinnowRun(Path launcher, Path directory, String settings) {
        this(launcher, directory, "500ms", settings);
    }

    private WinnowRun(Path launcher, Path directory, String pause, String settings) {
        this.launcher = launcher;
        configuration = directory.resolve("winnow.yaml");
        try {
            Files.writeString(configuration, """
                    state: %1$s/state
                    api:
                      socket: %1$s/winnow.sock
                    collector:
                      pins: ""
                      window: %2$s
                      runtimeStates: [%1$s/run/runc]
                    analyzer:
                      checkpoint: %2$s
                    """.formatted(directory, pause) + settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configuration, e);
        }
        process = new ServiceProcess(command("run"), directory.resolve("winnow.log"));
        api = new ApiSocket(directory.resolve("winnow.sock"));
        await("winnow run does not get ready", api::ready);
    }

    /** Publishing to a broker. */
    static WinnowRun publishing(Path launcher, Path directory, String bootstrapServers) {
        return new WinnowRun(launcher, directory, kafka(bootstrapServers));
    }

    /** The same with the window of a service that is not waited for. */
    static WinnowRun steady(Path launcher, Path directory, String bootstrapServers) {
        return new WinnowRun(launcher, directory, "5s", kafka(bootstrapServers));
    }

    private static String kafka(String bootstrapServers) {
        return """
                publish:
                  kafka:
                    bootstrapServers: %s
                """.formatted(bootstrapServers);
    }

    ApiSocket api() {
        return api;
    }

    /** Of the service's process, KiB. */
    long residentMemory() {
        return process.memory("VmRSS");
    }

    /** Of the service's process: how many are open. */
    long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the descriptors of process " + process.pid(), e);
        }
    }

    /** Runs another command of the launcher against it. */
    Shell.Result cli(String... arguments) {
        return Shell.run(command(arguments), Map.of(), START_LIMIT);
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in a minute, with the service's log */
    void await(String complaint, BooleanSupplier condition) {
        process.await(complaint, START_LIMIT, condition);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "--config", configuration.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public void close() {
        process.close();
    }
}
