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

/** Collector and analyzer as the package installs them: two processes, with the Java runtime of the package and the default settings. */
final class InstalledRun implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 5;

    private final Path launcher;
    private final Path configuration;
    private final Path directory;
    private final ApiSocket api;
    private final long started;
    private final ServiceProcess collector;
    private final ServiceProcess analyzer;

    /**
     * Starts both, and waits for neither.
     *
     * @param launcher of the package
     * @param directory for configuration, state, socket and logs; also the base of the runtime's state
     */
    InstalledRun(Path launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
        configuration = directory.resolve("winnow.yaml");
        api = new ApiSocket(directory.resolve("run/winnow.sock"));
        try {
            Files.writeString(configuration, """
                    state: %1$s/state
                    api:
                      socket: %1$s/run/winnow.sock
                    collector:
                      pins: ""
                      runtimeStates: [%1$s/run/runc]
                    """.formatted(directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configuration, e);
        }
        cli("setup", "--analyzer", "0:0").orThrow();
        started = System.nanoTime();
        collector = start("collect");
        analyzer = start("analyze");
    }

    private ServiceProcess start(String command) {
        return new ServiceProcess(command(command), directory.resolve(command + ".log"));
    }

    ApiSocket api() {
        return api;
    }

    /** Milliseconds since both were started. */
    double millis() {
        return (System.nanoTime() - started) / 1e6;
    }

    ProcessUse collector() {
        return new ProcessUse(collector.pid());
    }

    ProcessUse analyzer() {
        return new ProcessUse(analyzer.pid());
    }

    /** Of both, KiB: what they hold of memory, but for pages of the queues' files, which the kernel takes back. */
    long residentMemory() {
        return collector().residentMemory(state()) + analyzer().residentMemory(state());
    }

    /** The same, where a page that both map counts once. */
    long sharedMemory() {
        return collector().shareOfMemory(state()) + analyzer().shareOfMemory(state());
    }

    Path state() {
        return directory.resolve("state");
    }

    /** Runs another command of the launcher against it. */
    Shell.Result cli(String... arguments) {
        return Shell.run(command(arguments), Map.of(), LIMIT);
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in a minute, with the logs */
    void await(String complaint, BooleanSupplier condition) {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!collector.isAlive() || !analyzer.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException(complaint + ": collector=" + collector.log() + " analyzer=" + analyzer.log());
            }
            WinnowRun.pause(POLL_MILLIS);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "--config", configuration.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The collector first, so that the analyzer still reads what it wrote last. */
    @Override
    public void close() {
        collector.close();
        analyzer.close();
    }
}
