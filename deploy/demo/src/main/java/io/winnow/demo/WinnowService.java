// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** {@code winnow run}, or {@code winnow hub}, as a process of its own, and {@code winnow}'s other commands against it. */
public final class WinnowService implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration CHECKPOINT_LIMIT = Duration.ofSeconds(30);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);

    private final String service;
    private final List<String> within;
    private final Path launcher;
    private final Path directory;
    private final Path configuration;
    private Process process;

    /**
     * Does not start it yet.
     *
     * @param launcher  the program {@code winnow}
     * @param directory for its configuration, state, socket and log
     * @param settings  YAML that is added to the configuration, without the keys {@code state} and {@code api}
     */
    public WinnowService(Path launcher, Path directory, String settings) {
        this(launcher, directory, settings, "run", List.of());
    }

    /**
     * The same with another command that serves the API, {@code hub}, or elsewhere.
     *
     * @param within begins the service's command line: it becomes the service
     */
    WinnowService(Path launcher, Path directory, String settings, String service, List<String> within) {
        this.service = service;
        this.within = List.copyOf(within);
        this.launcher = launcher;
        this.directory = directory;
        this.configuration = directory.resolve("winnow.yaml");
        try {
            Files.writeString(configuration, """
                    state: %1$s/state
                    api:
                      socket: %1$s/winnow.sock
                    """.formatted(directory) + settings);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + configuration, e);
        }
    }

    /** Starts it and waits until it is ready. @throws IllegalStateException if it ends before, or does not get ready, with its log */
    public WinnowService start() {
        launch();
        awaitReady();
        return this;
    }

    /** Starts it and does not wait. */
    void launch() {
        try {
            // a shell's background jobs ignore SIGINT, and so would everything below one
            List<String> command = new ArrayList<>(within);
            command.addAll(List.of("env", "--default-signal=INT"));
            command.addAll(command(service));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment().putAll(environment());
            process = builder.start();
            Leftovers.add(this);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + launcher, e);
        }
    }

    /** Waits until it is ready. @throws IllegalStateException if it ends before, or does not get ready, with its log */
    void awaitReady() {
        Waiting.holds(START_LIMIT, () -> !process.isAlive() || api().ready());
        if (!process.isAlive() || !api().ready()) {
            throw new IllegalStateException("winnow " + service + " did not get ready: alive=" + process.isAlive() + " log=" + logText());
        }
    }

    /** Runs another command of {@code winnow} to its end. */
    public Shell.Result cli(String... arguments) {
        return Shell.run(command(arguments), environment(), COMMAND_LIMIT);
    }

    /** A workload in full, as {@code winnow workloads} shows it. */
    JsonNode workload(String id) {
        try {
            return new ObjectMapper().readTree(cli("workloads", id, "-o", "json").orThrow().out());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What it has learned that a runtime does behind its filter, once that is on disk.
     *
     * @param since a container was started after this moment
     */
    Set<String> runtimeCalls(String runtime, boolean noNewPrivileges, Instant since) {
        Set<String> names = new TreeSet<>();
        Waiting.until("runtime calls of " + runtime, CHECKPOINT_LIMIT, () -> {
            for (JsonNode set : runtimeCallSets()) {
                boolean wanted = set.path("runtime").asText().equals(runtime) && set.path("noNewPrivileges").asBoolean() == noNewPrivileges;
                if (wanted && Instant.parse(set.path("last").asText()).isAfter(since)) {
                    set.path("syscalls").forEach(name -> names.add(name.asText()));
                }
            }
            return !names.isEmpty();
        });
        return names;
    }

    /** A workload's baseline as it is on disk, which may be a checkpoint behind; missing if there is none. */
    JsonNode baseline(String workload) {
        Path documents = directory.resolve("state/baselines/workloads");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(documents, workload + "-*.json")) {
            for (Path file : files) {
                JsonNode document = document(file);
                if (document.path("name").asText().equals(workload)) {
                    return document.path("baseline");
                }
            }
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + documents, e);
        }
    }

    private JsonNode runtimeCallSets() {
        return document(directory.resolve("state/baselines/runtime-calls.json")).path("sets");
    }

    private static JsonNode document(Path file) {
        try {
            return Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public ApiSocket api() {
        return new ApiSocket(directory.resolve("winnow.sock"));
    }

    Path configuration() {
        return configuration;
    }

    /** The pid of the service itself, not of a launcher around it. */
    long pid() {
        return process.pid();
    }

    boolean running() {
        return process != null && process.isAlive();
    }

    /** Ends it as Ctrl-C does. @return its exit code */
    int stop() {
        return end("INT");
    }

    /** Ends it with SIGKILL. */
    void kill() {
        end("KILL");
    }

    private int end(String signal) {
        try {
            Shell.run("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid())).orThrow();
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("winnow " + service + " did not end within " + STOP_LIMIT.toSeconds() + " s: signal=" + signal
                        + " log=" + logText());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** What the service wrote to its standard output and standard error. */
    public String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log(), e);
        }
    }

    @Override
    public void close() {
        try {
            if (running()) {
                stop();
            }
        } finally {
            Leftovers.remove(this);
        }
    }

    private Path log() {
        return directory.resolve("winnow.log");
    }

    /** What its libraries unpack goes into its own directory, so that nothing of it is left if it is killed. */
    private Map<String, String> environment() {
        return Map.of("WINNOW_JAVA_OPTS", "-Djava.io.tmpdir=" + directory);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        command.addAll(1, List.of("--config", configuration.toString()));
        return command;
    }
}
