// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import io.winnow.perf.report.Row;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How long it takes from an out-of-profile system call in a frozen container to a Kafka consumer: through the kernel's ring, the queue, the
 * detector, the producer and a real broker. The container's program prints the time just before each call; the consumer notes the
 * time at which its record came. The broker has served before, as brokers in use have. The service starts anew before these calls: the first
 * of them is its first alert. What the hops take the service counts itself.
 */
final class AlertLatency implements BenchmarkSection {
    private static final String TOPIC = "winnow.violations";
    private static final String WORKLOAD = "perf-everycall";
    /** Each is a new container, whose calls are news again. */
    private static final int RUNS = 4;
    private static final long LEARN_MILLIS = 2_000;
    private static final long SETTLE_MILLIS = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Bench bench;
    private final Path launcher;

    AlertLatency(Bench bench, Path launcher) {
        this.bench = bench;
        this.launcher = launcher;
    }

    @Override
    public String title() {
        return "From an out-of-profile call to the Kafka consumer";
    }

    @Override
    public List<Row> run() {
        bench.harness().releaseCpus();
        Path directory = Directories.temporary("alerts");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            broker.createTopic(TOPIC, 1);
            bench.progress().step("the broker warms up");
            BrokerWarmUp.run(broker.bootstrapServers(), TOPIC);
            try (AlertConsumer consumer = new AlertConsumer(broker.bootstrapServers(), TOPIC);
                    Runc runc = new Runc(directory);
                    Rootfs rootfs = Rootfs.create().program(Path.of(bench.harness().program("everycall")), "/bin/everycall")) {
                try (WinnowRun winnow = WinnowRun.steady(launcher, directory, broker.bootstrapServers())) {
                    learnAndFreeze(winnow, runc, rootfs);
                }
                try (WinnowRun winnow = WinnowRun.steady(launcher, directory, broker.bootstrapServers())) {
                    List<Alerts.Run> runs = new ArrayList<>();
                    for (int run = 0; run < RUNS; run++) {
                        Map<Integer, Long> called = misbehave(runc, rootfs);
                        called.keySet().removeAll(allowed(winnow));
                        runs.add(new Alerts.Run(called, Map.copyOf(consumer.received(WORKLOAD))));
                        consumer.forget();
                    }
                    List<Row> rows = new ArrayList<>(new Alerts(runs).rows());
                    rows.addAll(hops(winnow));
                    return rows;
                }
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private void learnAndFreeze(WinnowRun winnow, Runc runc, Rootfs rootfs) {
        bench.progress().step("learning");
        try (Container container = runc.start(WORKLOAD, rootfs, spec())) {
            winnow.await("the container is not known", () -> winnow.cli("workloads", WORKLOAD).exit() == 0);
            WinnowRun.pause(LEARN_MILLIS);
            rootfs.file("/stop", "");
            container.awaitEnd(LIMIT);
        }
        WinnowRun.pause(LEARN_MILLIS);
        remove(rootfs.path().resolve("stop"));
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    /** Runs the container again. Returns when each call was made, by number. */
    private Map<Integer, Long> misbehave(Runc runc, Rootfs rootfs) {
        bench.progress().step("out-of-profile calls");
        try (Container container = runc.start(WORKLOAD, rootfs, spec())) {
            WinnowRun.pause(SETTLE_MILLIS);
            rootfs.file("/go", "");
            container.awaitEnd(LIMIT);
            remove(rootfs.path().resolve("go"));
            WinnowRun.pause(SETTLE_MILLIS);
            Map<Integer, Long> called = new LinkedHashMap<>();
            container.output().lines().map(line -> line.split(" ")).filter(words -> !words[0].equals("-1"))
                    .forEach(words -> called.put(Integer.valueOf(words[0]), Long.valueOf(words[1])));
            return called;
        }
    }

    /** Numbers of the calls that are no news of the container: its profile allows them, also some that were not seen, as those that the vDSO may make. */
    private static Set<Integer> allowed(WinnowRun winnow) {
        try {
            JsonNode profile = new ObjectMapper().readTree(winnow.cli("export", WORKLOAD, "--tolerance", "exact").orThrow().out());
            return each(profile.path("syscalls")).filter(rule -> rule.path("action").asText().equals("SCMP_ACT_ALLOW")).flatMap(rule -> each(rule.path("names")))
                    .flatMapToInt(name -> SyscallTable.number(Abi.X86_64, name.asText()).stream()).boxed().collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the profile of " + WORKLOAD, e);
        }
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<Row> hops(WinnowRun winnow) {
        try {
            return AlertHops.rows(winnow.api().text("/metrics"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the metrics of the service", e);
        }
    }

    private OciSpec spec() {
        return OciSpec.of("/bin/everycall", Integer.toString(bench.effort().alertGapMillis()));
    }
}
