// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CallerLocale;
import io.winnow.analyzer.cli.terminal.TerminalText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs one command in a cgroup of its own, while its observer watches, until its last process, its time, or a signal ends it. */
final class CommandRun {

    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final long GRACE_SECONDS = 5;

    /** Who watches meanwhile. */
    interface Watch {

        /** Goes on until the condition holds, the time is over, or there is an {@link #obstacle}; says whether the condition holds. */
        boolean until(BooleanSupplier condition, Duration limit);

        /** Why it does not go on; empty while it does. */
        Optional<String> obstacle();
    }

    private final List<String> command;
    private final PrintWriter progress;
    private volatile boolean interrupted;
    private volatile Process process;

    CommandRun(List<String> command, PrintWriter progress) {
        this.command = command;
        this.progress = progress;
    }

    /**
     * Runs it to its end. Nothing is left in the cgroup.
     *
     * @param timeout null: none
     * @return the command's exit code
     */
    int execute(CommandCgroup cgroup, Watch watch, Duration timeout) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(cgroup.entering(command)).inheritIO();
        CallerLocale.restore(builder.environment());
        process = builder.start();
        if (interrupted) {
            process.destroy();
        }
        Duration limit = timeout == null ? FOR_EVER : timeout;
        if (!watch.until(() -> !process.isAlive(), limit)) {
            say("ending the command: " + watch.obstacle().orElse("its time is over"));
            process.destroy();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        int code = process.waitFor();
        if (cgroup.populated() && !interrupted && watch.obstacle().isEmpty()) {
            say("processes of the command go on in the background; watching until they end, or Ctrl-C");
            watch.until(() -> interrupted || !cgroup.populated(), limit);
        }
        cgroup.kill();
        return code;
    }

    /** After Ctrl-C the command has its own signal already; after SIGTERM it has not. */
    void interrupt() {
        interrupted = true;
        if (process != null) {
            process.destroy();
        }
    }

    void say(String what) {
        progress.println("winnow: " + TerminalText.printable(what));
        progress.flush();
    }
}
