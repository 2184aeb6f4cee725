// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How the process ends. Ctrl-C and SIGTERM ask the running command to finish; the process then ends with the command's own exit code and not
 * with the signal's. A command that does not finish in time does not hold the process up for ever.
 */
public final class Ending {

    private static final long PATIENCE_SECONDS = 60;

    private static final CompletableFuture<Integer> CODE = new CompletableFuture<>();

    private Ending() {}

    /** What a signal does until it is closed. */
    public interface OnSignal extends AutoCloseable {
        @Override
        void close();
    }

    /** What a signal does: {@code finish} makes the command come to its end, on another thread than the command's. To be closed by the command. */
    public static OnSignal onSignal(Runnable finish) {
        Thread hook = new Thread(() -> {
            if (!CODE.isDone()) {
                finish.run();
                Runtime.getRuntime().halt(code());
            }
        }, "winnow-ending");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> forget(hook);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the signal has come: the hook waits for the command's exit code
        }
    }

    private static int code() {
        try {
            return CODE.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return ExitCode.FAILURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILURE;
        }
    }

    /** The command has ended. */
    public static void exit(int code) {
        CODE.complete(code);
        System.exit(code);
    }
}
