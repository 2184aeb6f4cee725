// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.LibseccompLibrary;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.cli.observe.IsolatedObservation;
import io.winnow.testbed.Application;
import io.winnow.testbed.Container;
import io.winnow.testbed.Crun;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What {@code winnow run} does, in this JVM: one tracer learns from containers of both runtimes, each run once. */
final class Learning implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory = Directories.temporary("learning");
    private final OciRuntime runc = new Runc(directory);
    private final OciRuntime crun = new Crun(directory);
    private final String prefix;
    private final IsolatedObservation observation;

    /**
     * What came of one run.
     *
     * @param output what the program said, or what the server answered
     */
    record Lesson(Advice advice, String output) {}

    /** @param prefix of its containers' names, which no other container of the host has */
    Learning(String prefix) throws IOException {
        this.prefix = prefix;
        Path settings = Files.writeString(directory.resolve("winnow.yaml"), "collector:\n  runtimeStates: [%1$s/run/runc, %1$s/run/crun]\n".formatted(directory));
        observation = new IsolatedObservation(new Composition(new SettingsLoader(Map.of()).load(Optional.of(settings))), found -> found.id().startsWith(prefix));
    }

    /** Runs it once, unconfined, to its end. */
    Lesson learn(String runtime, Application application) {
        String id = prefix + application.name() + "-" + runtime;
        observation.expectEnd();
        String output;
        try (Container container = (runtime.equals("crun") ? crun : runc).create(id, application.rootfs(), application.spec())) {
            /* one that ended before it was identified stays nameless */
            assertThat(observation.readUntil(() -> knows(id), LIMIT)).as(id + " is identified").isTrue();
            container.start();
            if (application.port().isPresent()) {
                Ports.await(application.port().getAsInt(), LIMIT);
                output = application.dialogue().get();
                container.stop(application.signal());
            } else {
                container.awaitEnd(LIMIT);
                output = container.output();
            }
        }
        assertThat(observation.readUntil(observation::finished, LIMIT)).as("last snapshot of " + id).isTrue();
        Workload workload = observation.learner().ids().stream()
                .filter(known -> known.name().equals(id))
                .findFirst()
                .flatMap(observation.learner()::workload)
                .orElseThrow(() -> new AssertionError("not learned: " + id + ", but " + observation.learner().ids()));
        assertThat(workload.baseline().gaps()).as("nothing missed of " + id).isEmpty();
        AdviceOptions exact = AdviceOptions.DEFAULT.withTolerance(Tolerance.EXACT);
        return new Lesson(new Advisor(LibseccompLibrary::find).advise(workload, observation.learner().runtimeCallSets(), exact), output);
    }

    private boolean knows(String id) {
        return observation.learner().ids().stream().anyMatch(known -> known.name().equals(id));
    }

    @Override
    public void close() {
        observation.close();
        Directories.delete(directory);
    }
}
