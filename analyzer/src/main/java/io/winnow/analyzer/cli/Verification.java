// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.collector.record.PolicyDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a container in a cgroup that is known before its first process is there, so that no refusal is missed, to the end of its last
 * process.
 */
final class Verification {

    private static final Duration CONFIRMATION = Duration.ofSeconds(60);
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(60);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final long GRACE_SECONDS = 5;

    private final VerifyRuntime runtime;
    private final VerifyBundle bundle;
    private final Path directory;
    private volatile boolean interrupted;

    /** @param directory for the bundle; goes away with its owner */
    Verification(VerifyRuntime runtime, VerifyBundle bundle, Path directory) {
        this.runtime = runtime;
        this.bundle = bundle;
        this.directory = directory;
    }

    /**
     * @param denials hears of what is refused
     * @param timeout null: none
     * @return the exit code of the runtime, which passes on that of the container
     * @throws CommandException where it cannot be observed
     */
    int run(Composition composition, Denials denials, Duration timeout, PrintWriter progress) throws IOException, InterruptedException {
        String id = "winnow-verify-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
        String path = "/" + id;
        Files.writeString(directory.resolve("config.json"), bundle.withCgroup(path).json());
        List<PolicyDocument> policy = List.of(new PolicyDocument(id, PolicyDocument.Mode.LEARN, List.of(), true));
        try (Observation observation = new Observation(composition, found -> found.id().equals(id), policy, denials::accept)) {
            observation.collector().expectCommand(path, id, bundle.command());
            int code;
            try (CommandCgroup cgroup = CommandCgroup.make(observation.collector().cgroups().root(), path)) {
                if (!observation.collector().awaitConfirmed(path, CONFIRMATION)) {
                    throw new CommandException(ExitCode.PROFILE_FAILED, "the tracer did not notice the cgroup " + path + " within "
                            + CONFIRMATION.toSeconds() + " s: `winnow doctor` may say why");
                }
                code = execute(id, cgroup, observation, timeout, progress);
            } finally {
                runtime.delete(id);
            }
            if (!observation.readUntil(observation::finished, LAST_SNAPSHOT)) {
                throw new CommandException(ExitCode.PROFILE_FAILED, "the last snapshot did not come: what was refused last may not be known; try again");
            }
            observation.end();
            return code;
        }
    }

    private int execute(String id, CommandCgroup cgroup, Observation observation, Duration timeout, PrintWriter progress)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(runtime.run(id, directory, cgroup)).inheritIO().start();
        Ending.onSignal(() -> {
            interrupted = true;
            process.destroy();
        });
        Duration limit = timeout == null ? FOR_EVER : timeout;
        if (!observation.readUntil(() -> !process.isAlive(), limit) && !interrupted) {
            progress.println("winnow: its time is over");
            progress.flush();
            cgroup.kill();
            process.destroy();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        int code = process.waitFor();
        cgroup.kill();
        return code;
    }
}
