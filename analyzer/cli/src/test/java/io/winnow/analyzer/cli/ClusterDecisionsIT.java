// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RandomTraffic;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.ingest.RecordedQueue;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that follow what is decided in a hub, each a process of its own, at a real broker, and with a topic of its own, which appears while the hub runs. */
class ClusterDecisionsIT {

    private static final String WORKLOAD = "web-0";
    private static final int STEPS = 600;

    @TempDir
    private Path directory;

    @Test
    void whatIsDecidedInTheHubHoldsOnEachHostAndOnOneThatWasAwayWhenItComesBack() throws IOException, ApiException {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Part hub = new Part("hub", broker, "hub");
                Part first = new Part("first", broker, "analyze");
                Part second = new Part("second", broker, "analyze")) {
            traffic("first", 19);
            traffic("second", 20);
            hub.start();
            first.start();
            await().atMost(Waiting.LIMIT).until(() -> hub.knows(WORKLOAD));

            assertThat(hub.command("freeze", WORKLOAD)).as("it lacks something, and that is said at once").isNotZero();
            assertThat(hub.command("freeze", WORKLOAD, "--force")).isZero();
            await().atMost(Waiting.LIMIT).until(() -> first.stored().filter(Workload::frozen).isPresent());
            Decision frozen = first.stored().orElseThrow().decisions().get(0);
            assertThat(frozen.action()).isEqualTo(Decision.Action.FREEZE);
            assertThat(frozen.note()).startsWith("forced: ");

            second.start();
            await().atMost(Waiting.LIMIT).until(() -> second.stored().filter(Workload::frozen).isPresent());
            assertThat(second.stored().orElseThrow().baseline().items()).isEqualTo(first.stored().orElseThrow().baseline().items());
            await().atMost(Waiting.LIMIT).until(() -> hub.summary().pending() > 0);
            second.kill();

            await().atMost(Waiting.LIMIT).until(hub::acceptsAll);
            await().atMost(Waiting.LIMIT).until(() -> first.lastAction() == Decision.Action.ACCEPT);
            hub.kill();
            second.start();
            await().atMost(Waiting.LIMIT).until(() -> second.lastAction() == Decision.Action.ACCEPT);
            assertThat(second.stored().orElseThrow().baseline().items()).isEqualTo(first.stored().orElseThrow().baseline().items());
            assertThat(second.stored().orElseThrow().decisions()).isEqualTo(first.stored().orElseThrow().decisions());

            hub.start();
            await().atMost(Waiting.LIMIT).until(() -> hub.knows(WORKLOAD));
            assertThat(hub.summary().state()).as("it knows what was decided before it was killed").isEqualTo("frozen");
            hub.api().thaw(WORKLOAD);
            await().atMost(Waiting.LIMIT).until(() -> !first.stored().orElseThrow().frozen() && !second.stored().orElseThrow().frozen());
        }
    }

    private void traffic(String name, long seed) {
        RecordedQueue traffic = RandomTraffic.queue(seed, STEPS);
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory.resolve(name + "/queue/events")), () -> RecordedQueue.CLOCK_OFFSET)) {
            RecordedTraffic.append(traffic, 0, traffic.size(), queue);
        }
    }

    @Test
    void aHostThatIsToFollowWithoutBrokersSaysWhatIsMissing() {
        Path config = directory.resolve("alone.yaml");
        Text.write(config, "state: " + directory.resolve("alone") + "\nanalyzer:\n  followHub: true\napi:\n  socket: " + directory.resolve("alone.sock") + "\n");
        try (Program program = Program.start(directory, "--config", config.toString(), "analyze")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.err()).contains("publish.kafka.bootstrapServers is empty");
        }
    }

    /** {@code winnow hub}, or the analyzer of a host. */
    private final class Part implements AutoCloseable {

        private final Path state;
        private final Path socket;
        private final Path config;
        private final String command;
        private Program program;

        Part(String name, EmbeddedBroker broker, String command) {
            this.state = directory.resolve(name);
            this.socket = directory.resolve(name + ".sock");
            this.config = directory.resolve(name + ".yaml");
            this.command = command;
            Text.write(config, """
                    state: %s
                    node: %s
                    api:
                      socket: %s
                    analyzer:
                      checkpoint: 100ms
                      followHub: true
                    publish:
                      retryAfter: 500ms
                      kafka:
                        bootstrapServers: %s
                        learned:
                          enabled: true
                          growth: 100ms
                          counts: 500ms
                    hub:
                      every: 200ms
                      nodeTopics: true
                    """.formatted(state, name, socket, broker.bootstrapServers()));
        }

        void start() {
            program = Program.start(directory, "--config", config.toString(), command);
        }

        void kill() {
            program.signal("KILL");
            program.exitCode();
        }

        int command(String... words) {
            String[] arguments = new String[words.length + 2];
            arguments[0] = "--config";
            arguments[1] = config.toString();
            System.arraycopy(words, 0, arguments, 2, words.length);
            try (Program made = Program.start(directory, arguments)) {
                return made.exitCode();
            }
        }

        ApiClient api() {
            return new ApiClient(socket);
        }

        boolean knows(String workload) {
            assertThat(program.running()).as(program.err()).isTrue();
            try {
                return api().workloads(true).stream().anyMatch(summary -> summary.id().equals(workload) && summary.syscalls() > 0);
            } catch (ApiException e) {
                return false; // it does not answer yet
            }
        }

        /** Accepts what waits for review; false if more came between, as the last reports of a host that was killed. */
        boolean acceptsAll() throws ApiException {
            PendingDocument pending = api().pending(WORKLOAD);
            try {
                api().approve(WORKLOAD, Selection.allOf(pending.listing()), "seen on the second host");
                return true;
            } catch (ApiException e) {
                if (e.status() != ApiException.CONFLICT) {
                    throw e;
                }
                return false;
            }
        }

        WorkloadSummary summary() throws ApiException {
            return api().workload(WORKLOAD).summary();
        }

        /** Without a store, which is the analyzer's. */
        Optional<Workload> stored() throws IOException {
            if (Files.isDirectory(state.resolve("baselines/workloads"))) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(state.resolve("baselines/workloads"), WORKLOAD + "-*.json")) {
                    for (Path file : files) {
                        return Optional.of(WorkloadFile.read(Files.readAllBytes(file)));
                    }
                }
            }
            return Optional.empty();
        }

        Decision.Action lastAction() throws IOException {
            return stored().map(Workload::decisions).filter(made -> !made.isEmpty()).map(made -> made.get(made.size() - 1).action()).orElse(null);
        }

        @Override
        public void close() {
            if (program != null) {
                program.close();
            }
        }
    }
}
