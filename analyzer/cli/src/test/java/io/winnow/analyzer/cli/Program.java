// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The program as a process of its own, with this JVM's class path. Its output goes to files. */
public final class Program implements AutoCloseable {

    /** What of this JVM's flags the program needs as well. */
    private static final List<String> FLAGS = List.of("--", "-XX:+Ignore", "-Dchronicle", "-Dwinnow");

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code winnow} with these arguments. */
    public static Program start(Path directory, String... arguments) {
        return start(directory, List.of(), arguments);
    }

    /**
     * Starts it.
     *
     * @param directory where its output goes
     * @param before a command that runs the one that is appended to it
     */
    public static Program start(Path directory, List<String> before, String... arguments) {
        // a shell's background jobs ignore SIGINT, and so would everything below one
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> FLAGS.stream().anyMatch(flag::startsWith))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath(), Winnow.class.getName()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Program(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    /** Without the tests' parts, one of which says how tests log. */
    private static String classPath() {
        return Pattern.compile(File.pathSeparator).splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    boolean running() {
        return process.isAlive();
    }

    /** Sends a signal: INT, TERM, KILL. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("did not end within " + LIMIT.toSeconds() + " s: out=" + out() + " err=" + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
