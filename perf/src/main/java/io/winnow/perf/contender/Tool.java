// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Another tool, run as its users run it. It is at work when the sign is seen, and ended with Ctrl-C. */
final class Tool implements Contender {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    /* between the open descriptor and the program's being attached */
    private static final long SETTLE_NANOS = 300_000_000;
    private static final long POLL_NANOS = 20_000_000;

    private final String name;
    private final String description;
    private final Sign sign;
    private final Function<ObservedLoad, List<String>> command;

    /** How to see that it is attached: what it then holds open, by what the kernel calls that in {@code /proc/PID/fd}. */
    enum Sign {
        BPF_LINK("bpf_link", "bpf-link"),
        PERF_EVENT("[perf_event]"),
        /** How it attaches its programs is not known. */
        LINK_OR_EVENT("bpf_link", "bpf-link", "[perf_event]"),
        /** Nothing: the processes of the load say that they are traced. */
        TRACED;

        private final List<String> files;

        Sign(String... files) {
            this.files = List.of(files);
        }
    }

    Tool(String name, String description, Sign sign, Function<ObservedLoad, List<String>> command) {
        this.name = name;
        this.description = description;
        this.sign = sign;
        this.command = command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        try {
            Process process = new ProcessBuilder(command.apply(subject))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                awaitSign(process, subject);
            } catch (RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
            return () -> end(process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + name, e);
        }
    }

    private void awaitSign(Process process, ObservedLoad subject) {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!seen(process, subject)) {
            if (!process.isAlive() || System.nanoTime() > limit) {
                throw new IllegalStateException(name + " does not work here: it ended, or attached nothing in " + START_LIMIT.toSeconds()
                        + " s: command=" + String.join(" ", command.apply(subject)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        LockSupport.parkNanos(SETTLE_NANOS);
    }

    private boolean seen(Process process, ObservedLoad subject) {
        return sign == Sign.TRACED ? subject.pids().stream().allMatch(Tool::isTraced) : holdsOneOf(process, sign.files);
    }

    private static boolean holdsOneOf(Process process, List<String> kinds) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path file : files) {
                String target = Files.readSymbolicLink(file).toString();
                if (kinds.stream().anyMatch(target::contains)) {
                    return true;
                }
            }
            return false;
        } catch (IOException changing) {
            return false;
        }
    }

    private static boolean isTraced(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .anyMatch(line -> line.startsWith("TracerPid:") && !line.strip().endsWith("\t0"));
        } catch (IOException gone) {
            return false;
        }
    }

    private static void end(Process process) {
        try {
            new ProcessBuilder("kill", "-s", "INT", Long.toString(process.pid())).start().waitFor();
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
