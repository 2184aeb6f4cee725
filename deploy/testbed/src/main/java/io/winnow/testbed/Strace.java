// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An independent witness: strace on all processes of a container, attached to a created container before its start, so that
 * nothing is added to the container itself.
 */
public final class Strace implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Attaches to a container that was created but not started, and to all that it will fork. */
    public static Strace attach(Container created) {
        Path log = created.bundle().resolve("strace.log");
        /* on standard error, not with -o: only there does strace say in order which ABI a process is in */
        List<String> command = List.of("strace", "-f", "-e", "raw=all", "-e", "signal=none", "-p", Long.toString(created.pid()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(log.toFile())
                    .start();
            Strace strace = new Strace(process, log);
            Leftovers.add(strace);
            strace.awaitAttached();
            return strace;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run strace: run deploy/install-dependencies", e);
        }
    }

    private void awaitAttached() {
        boolean attached = Waiting.holds(Waiting.LIMIT, () -> !process.isAlive() || Text.read(log).contains(" attached"));
        if (!attached || !process.isAlive()) {
            String said = Text.read(log).strip();
            close();
            throw new IllegalStateException("strace did not attach: " + said);
        }
    }

    /**
     * Waits until strace has nothing more to trace, or detaches it if that takes too long.
     *
     * @return what ran after the successful exec of the entrypoint, by ABI and name
     * @throws IllegalStateException if it saw no such exec
     */
    public SortedSet<StraceCall> finish() {
        return finishWithArguments().stream().map(RawCall::call).collect(Collectors.toCollection(TreeSet::new));
    }

    /** As {@link #finish()}: every call, in order, with its arguments. */
    public List<RawCall> finishWithArguments() {
        end(Waiting.LIMIT);
        return StraceLog.afterEntrypoint(Text.read(log));
    }

    @Override
    public void close() {
        end(Duration.ZERO);
    }

    private void end(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                if (!process.waitFor(Waiting.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            Leftovers.remove(this);
        }
    }
}
