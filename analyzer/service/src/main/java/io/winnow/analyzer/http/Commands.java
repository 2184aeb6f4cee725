// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.http.client.ApiClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Command lines that clients send to be carried out here. The answer is a line {@code EXIT-CODE BYTES}, so many bytes for standard error, and
 * the rest for standard output. Commands wait for the analyzer's answers and so have threads of their own, of which there are few.
 */
final class Commands {

    static final String CONTENT_TYPE = "application/vnd.winnow.outcome";

    private static final int THREADS = 2;
    private static final int WAITING = 32;
    private static final long IDLE_SECONDS = 30;

    private final CommandRunner runner;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Commands::thread);

    Commands(CommandRunner runner) {
        this.runner = runner;
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "winnow-command");
        thread.setDaemon(true);
        return thread;
    }

    CompletableFuture<Rendering> run(List<String> arguments, Routes routes, Principal by, Duration patience) {
        ApiClient client = new ApiClient(new LocalRequests(routes, by, patience));
        try {
            return CompletableFuture.supplyAsync(() -> outcome(runner.run(arguments, client)), executor);
        } catch (RejectedExecutionException e) {
            throw new ProblemException(503, "too many commands wait already");
        }
    }

    private static Rendering outcome(Optional<CommandRunner.Outcome> outcome) {
        CommandRunner.Outcome done = outcome.orElseThrow(() -> new ProblemException(501, "this command needs a process of its own"));
        int bytes = done.err().getBytes(StandardCharsets.UTF_8).length;
        return new Rendering(CONTENT_TYPE, done.exitCode() + " " + bytes + "\n" + done.err() + done.out());
    }
}
