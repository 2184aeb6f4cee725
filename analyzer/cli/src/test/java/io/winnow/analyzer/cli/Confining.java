// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.cli.verify.Denials;
import io.winnow.analyzer.cli.verify.Verification;
import io.winnow.analyzer.cli.verify.VerifyBundle;
import io.winnow.analyzer.cli.verify.VerifyRuntime;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import io.winnow.testbed.Application;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@code winnow verify} does, in this JVM: one tracer for many containers. */
final class Confining implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** A program that was refused a call may hang for ever; what it does about the refusal, it does soon. */
    private static final Duration AFTERMATH = Duration.ofMillis(700);
    private static final Duration GOOD_END = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Path directory = Directories.temporary("confining");
    private final Verification verification = new Verification(new Composition(new SettingsLoader(Map.of()).load(Optional.empty())));

    /**
     * What came of one run.
     *
     * @param output what the program said, or what the server answered; or why it did not
     * @param refused but what the profile answers with "not implemented" on purpose
     */
    record Outcome(int exitCode, String output, List<Denials.Refused> refused) {}

    Outcome run(String runtime, Application application, SeccompProfile profile, Set<Capability> capabilities) throws IOException, InterruptedException {
        VerifyRuntime.Name name = VerifyRuntime.Name.valueOf(runtime);
        boolean hybrid = !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        Path bundleDirectory = Files.createTempDirectory(directory, "bundle");
        Path output = bundleDirectory.resolve("output");
        VerifyBundle bundle = VerifyBundle.of(bundleDirectory, application.spec().config(application.rootfs()).toString().getBytes(StandardCharsets.UTF_8))
                .withCapabilities(capabilities)
                .withSeccomp(profile);
        Companion companion = new Companion(application);
        Verification.Result result = verification.run(
                new Verification.Run(new VerifyRuntime(name, directory.resolve(runtime), Optional.empty(), hybrid), bundle, bundleDirectory, LIMIT,
                        Redirect.appendTo(output.toFile()), companion::start),
                new PrintWriter(System.err));
        companion.join();
        Evaluator inForce = name.inForce(profile);
        List<Denials.Refused> refused = result.denials().refused(inForce).stream().filter(each -> !each.onPurpose()).toList();
        String said = application.port().isPresent() ? companion.said : Files.readString(output, StandardCharsets.ISO_8859_1);
        return new Outcome(result.exitCode(), said, refused);
    }

    @Override
    public void close() {
        verification.close();
        Directories.delete(directory);
    }

    /** Talks to a server and then ends it, and ends what hangs after a refusal. */
    private final class Companion {

        private final Application application;
        private Thread talking;
        private Thread watching;
        private volatile String said = "";

        Companion(Application application) {
            this.application = application;
        }

        void start(Process process) {
            talking = new Thread(() -> talk(process), "talking");
            watching = new Thread(() -> watch(process), "watching");
            talking.start();
            watching.start();
        }

        private void talk(Process process) {
            if (application.port().isEmpty()) {
                return;
            }
            while (process.isAlive() && !Ports.accepts(application.port().getAsInt())) {
                LockSupport.parkNanos(POLL.toNanos());
            }
            try {
                said = application.dialogue().get();
            } catch (RuntimeException e) {
                said = e.toString();
            }
            Shell.run("sh", "-c", "kill -s \"$0\" \"$1\"", application.signal(), Long.toString(process.pid()));
            endAfter(GOOD_END, process);
        }

        private void endAfter(Duration patience, Process process) {
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void watch(Process process) {
            while (process.isAlive() && !verification.refusing()) {
                LockSupport.parkNanos(POLL.toNanos());
            }
            endAfter(AFTERMATH, process);
        }

        void join() throws InterruptedException {
            watching.join();
            talking.join();
        }
    }
}
