// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.analyzer.capability.CapabilityUse;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.observe.CommandCgroup;
import io.winnow.analyzer.cli.observe.IsolatedObservation;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.container.ExpectedCgroups;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs containers, one after the other, each in a cgroup that is known before its first process is there, so that no refusal is missed, and to
 * the end of its last process. One tracer serves them all. For one thread.
 */
public final class Verification implements AutoCloseable {

    private static final Duration CONFIRMATION = Duration.ofSeconds(60);
    private static final Duration LAST_SNAPSHOT = Duration.ofSeconds(60);
    private static final Duration FOR_EVER = Duration.ofDays(10_000);
    private static final long GRACE_SECONDS = 5;

    private final String path = ExpectedCgroups.VERIFICATIONS + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    private final String id = path.substring(1);
    private final IsolatedObservation observation;
    private volatile Denials denials = new Denials();
    private volatile RefusedChecks checks = new RefusedChecks();
    private volatile Process process;
    private volatile boolean interrupted;

    /**
     * How a container is run.
     *
     * @param directory for the bundle; goes away with its owner
     * @param timeout after which it is ended; null: none
     * @param output where its standard output and standard error go
     * @param started is given the runtime's process
     */
    public record Run(VerifyRuntime runtime, VerifyBundle bundle, Path directory, Duration timeout, Redirect output, Consumer<Process> started) {}

    /**
     * What came of it.
     *
     * @param exitCode of the runtime, which passes on that of the container
     * @param started whether the runtime came as far as to execute the container's program
     */
    public record Result(int exitCode, boolean started, Denials denials, RefusedChecks refusedChecks) {}

    /** @throws CommandException if this host does not let it start */
    public Verification(Composition composition) {
        List<PolicyDocument> policy = List.of(new PolicyDocument(id, PolicyDocument.Mode.LEARN, List.of(), true));
        observation = new IsolatedObservation(composition, found -> found.id().equals(id), policy, this::accept);
    }

    /** @throws CommandException if it cannot be observed */
    public Result run(Run run, PrintWriter progress) throws IOException, InterruptedException {
        Files.writeString(run.directory().resolve("config.json"), run.runtime().into(path, run.bundle()).json());
        denials = new Denials();
        checks = new RefusedChecks();
        observation.expectEnd();
        observation.collector().expect(path, ContainerKind.CONTAINER, id, run.bundle().command());
        int code;
        try (CommandCgroup cgroup = CommandCgroup.make(observation.collector().cgroups().root(), path)) {
            if (!observation.collector().awaitConfirmed(path, CONFIRMATION)) {
                throw new CommandException(ExitCode.PROFILE_FAILED, "the tracer did not notice the cgroup " + path + " within "
                        + CONFIRMATION.toSeconds() + " s: `winnow doctor` may say why");
            }
            code = execute(run, cgroup, progress);
        } finally {
            run.runtime().delete(id);
        }
        if (!observation.readUntil(observation::finished, LAST_SNAPSHOT)) {
            throw new CommandException(ExitCode.PROFILE_FAILED, "the last snapshot did not come: what was refused last may not be known; try again");
        }
        observation.collector().forget(path);
        return new Result(code, observation.started(), denials, checks);
    }

    private void accept(Event event) {
        event.accept(denials);
        event.accept(checks);
    }

    private int execute(Run run, CommandCgroup cgroup, PrintWriter progress) throws IOException, InterruptedException {
        process = new ProcessBuilder(run.runtime().run(id, run.directory()))
                .redirectInput(Redirect.INHERIT)
                .redirectOutput(run.output())
                .redirectError(run.output())
                .start();
        if (interrupted) {
            process.destroy();
        }
        run.started().accept(process);
        Duration limit = run.timeout() == null ? FOR_EVER : run.timeout();
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

    /** Whether a refusal of what runs has been seen; for another thread. */
    public boolean refusing() {
        return denials.seen();
    }

    /** Ends what runs; for another thread. */
    void interrupt() {
        interrupted = true;
        if (process != null) {
            process.destroy();
        }
    }

    /** Capability checks that failed, of all that was run. */
    List<CapabilityUse> capabilityRefusals() {
        return observation.workload()
                .map(workload -> new CapabilityAdvisor().advise(workload.baseline(), EnumSet.allOf(Stage.class)).refusals())
                .orElse(List.of());
    }

    @Override
    public void close() {
        observation.close();
    }
}
