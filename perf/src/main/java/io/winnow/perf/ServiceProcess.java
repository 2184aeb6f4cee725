// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A service of Winnow that is measured, as a process of its own. Its output goes to a log. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 5;

    private final Path log;
    private final Process process;

    /** Starts it. */
    public ServiceProcess(List<String> command, Path log) {
        this.log = log;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        }
    }

    /** Waits for a condition. @throws IllegalStateException if it does not come true in time, or the process ends, with its log */
    public void await(String complaint, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(complaint + ": log=" + log());
            }
            WinnowRun.pause(POLL_MILLIS);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    long pid() {
        return process.pid();
    }

    /** KiB. @param field of {@code /proc/PID/status}: VmRSS is resident now, VmHWM was at most */
    public long memory(String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
            String line = lines.filter(each -> each.startsWith(field + ":")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the memory of process " + pid(), e);
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
