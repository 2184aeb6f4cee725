// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.HdrHistogram.Histogram;

/**
 * What a container that has calls refused as fast as it can does to nineteen others: how long their violations take to a Kafka consumer, and
 * whether one of them is lost. All twenty workloads are frozen. Measured twice: the first violations of all meet a service, a broker and a
 * consumer whose code is not compiled yet.
 */
final class Flood implements BenchmarkSection {

    private static final String TOPIC = "winnow.violations";
    private static final String NOISY = "perf-noisy";
    private static final int UNDISTURBED = 19;
    private static final int GAP_MILLIS = 50;
    private static final int SECONDS = 30;
    private static final long LEARN_MILLIS = 6_000;
    private static final long SETTLE_MILLIS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final Bench bench;
    private final Path launcher;

    Flood(Bench bench, Path launcher) {
        this.bench = bench;
        this.launcher = launcher;
    }

    @Override
    public String title() {
        return "Neighbours of a container that floods";
    }

    @Override
    public List<Row> run() {
        bench.harness().releaseCpus();
        Path directory = Directories.temporary("flood");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            broker.createTopic(TOPIC, 1);
            try (AlertConsumer consumer = new AlertConsumer(broker.bootstrapServers(), TOPIC);
                    WinnowRun winnow = WinnowRun.steady(launcher, directory, broker.bootstrapServers());
                    Runc runc = new Runc(directory);
                    Rootfs regular = Rootfs.create().program(Path.of(bench.harness().program("everycall")), "/bin/everycall");
                    Rootfs noisy = Rootfs.create().program(Path.of(bench.harness().program("flood")), "/bin/flood")) {
                Containers containers = new Containers(runc, regular, noisy);
                learnAndFreeze(winnow, containers);
                List<Row> rows = new ArrayList<>(measure(winnow, containers, consumer, "flood, just started"));
                consumer.forget();
                rows.addAll(measure(winnow, containers, consumer, "flood, in service"));
                return rows;
            }
        } finally {
            Directories.delete(directory);
        }
    }

    /** The twenty containers of one run. */
    private record Containers(Runc runc, Rootfs regular, Rootfs noisy) {

        List<Container> start() {
            List<Container> all = new ArrayList<>(List.of(runc.start(NOISY, noisy, OciSpec.of("/bin/flood", Integer.toString(SECONDS)))));
            for (String name : names()) {
                all.add(runc.start(name, regular, OciSpec.of("/bin/everycall", Integer.toString(GAP_MILLIS))));
            }
            return all;
        }

        static List<String> names() {
            return Stream.iterate(1, i -> i + 1).limit(UNDISTURBED).map(i -> "perf-regular-" + i).toList();
        }

        void create(String file) {
            noisy.file(file, "");
            regular.file(file, "");
        }

        void forget(String file) {
            try {
                Files.delete(noisy.path().resolve(file.substring(1)));
                Files.delete(regular.path().resolve(file.substring(1)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    private void learnAndFreeze(WinnowRun winnow, Containers containers) {
        bench.progress().step("learning");
        List<Container> all = containers.start();
        winnow.await("the containers are not known", () -> all.stream().allMatch(container -> knows(winnow, container.id())));
        WinnowRun.pause(LEARN_MILLIS);
        containers.create("/stop");
        end(all);
        WinnowRun.pause(LEARN_MILLIS);
        containers.forget("/stop");
        all.forEach(container -> winnow.cli("freeze", "--force", container.id()).orThrow());
    }

    private static boolean knows(WinnowRun winnow, String workload) {
        try {
            return winnow.api().workload(workload).has("summary");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void end(List<Container> all) {
        all.forEach(container -> container.awaitEnd(LIMIT));
        all.forEach(Container::close);
    }

    private List<Row> measure(WinnowRun winnow, Containers containers, AlertConsumer consumer, String load) {
        bench.progress().step(load);
        List<Container> all = containers.start();
        WinnowRun.pause(SETTLE_MILLIS);
        containers.create("/go");
        all.forEach(container -> container.awaitEnd(LIMIT));
        Map<String, Map<Integer, Long>> called = new LinkedHashMap<>();
        Containers.names().forEach(name -> called.put(name, called(all, name)));
        String refused = all.get(0).output().strip();
        all.forEach(Container::close);
        containers.forget("/go");
        WinnowRun.pause(SETTLE_MILLIS);
        called.forEach((name, calls) -> calls.keySet().removeAll(learned(winnow, name)));
        return rows(winnow, called, consumer, refused, load);
    }

    private static Map<Integer, Long> called(List<Container> all, String name) {
        Map<Integer, Long> calls = new LinkedHashMap<>();
        Container container = all.stream().filter(each -> each.id().equals(name)).findFirst().orElseThrow();
        container.output().lines().map(line -> line.split(" ")).filter(words -> !words[0].equals("-1"))
                .forEach(words -> calls.put(Integer.valueOf(words[0]), Long.valueOf(words[1])));
        return calls;
    }

    /** Numbers of the calls that are no news of the container. */
    private static Set<Integer> learned(WinnowRun winnow, String workload) {
        try {
            JsonNode syscalls = winnow.api().workload(workload).path("syscalls");
            return Stream.of("start", "serve")
                    .flatMap(stage -> StreamSupport.stream(syscalls.path(stage + "/" + Abi.X86_64.label()).spliterator(), false))
                    .map(name -> SyscallTable.number(Abi.X86_64, name.asText()).orElseThrow())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for what was learned of " + workload, e);
        }
    }

    private static List<Row> rows(
            WinnowRun winnow, Map<String, Map<Integer, Long>> called, AlertConsumer consumer, String refused, String load) {
        // a call that is no container's violation is one that the profile allows without an observation
        Set<Integer> reported = called.keySet().stream().flatMap(name -> consumer.received(name).keySet().stream()).collect(Collectors.toSet());
        called.values().forEach(calls -> calls.keySet().retainAll(reported));
        Histogram micros = new Histogram(3);
        long made = 0;
        for (Map.Entry<String, Map<Integer, Long>> container : called.entrySet()) {
            Map<Integer, Long> received = consumer.received(container.getKey());
            made += container.getValue().size();
            container.getValue().forEach((number, time) -> {
                Long came = received.get(number);
                if (came != null && came >= time) {
                    micros.recordValue((came - time) / 1_000);
                }
            });
        }
        return List.of(
                Row.single("neighbours", load, made, "out-of-profile calls of " + UNDISTURBED + " containers"),
                Row.single("neighbours", load, micros.getTotalCount(), "of them arrived as violations"),
                Row.single("neighbours", load, micros.getValueAtPercentile(50) / 1e3, "ms, p50 of those"),
                Row.single("neighbours", load, micros.getValueAtPercentile(99) / 1e3, "ms, p99 of those"),
                Row.single("neighbours", load, micros.getMaxValue() / 1e3, "ms, longest of those"),
                Row.single("flood", load, refused.isEmpty() ? 0 : Long.parseLong(refused), "refused calls in " + SECONDS + " s"),
                Row.single("flood", load, consumer.count(NOISY), "violations reported"),
                Row.single("flood", load, loss(winnow, "kernel/ring-full"), "records over its share so far"),
                Row.single("flood", load, loss(winnow, "violations/over-budget"), "violations over its budget so far, counted"),
                Row.single("memory", load, winnow.residentMemory() / 1024.0, "MiB resident"));
    }

    private static double loss(WinnowRun winnow, String reason) {
        try {
            return winnow.api().get("/v1/status").path("losses").path(reason).asLong();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the status", e);
        }
    }
}
