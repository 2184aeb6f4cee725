// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.FreezeReadiness;
import io.winnow.analyzer.baseline.Grouping;
import io.winnow.analyzer.baseline.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.FileSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration. What each setting means and its default are in {@code defaults.yaml}, and only there.
 */
record Settings(
        String cluster, String node, Path state, Collector collector, Analyzer analyzer, Advice advice, Api api, Publish publish) {

    /** Two files of the queue, with their indexes and what is mapped ahead. */
    private static final ByteSize MIN_QUEUE = new ByteSize(64 << 20);

    /** A few violations; each of them fits. */
    private static final ByteSize MIN_FILE = new ByteSize(64 << 10);

    /** The collector, which has privileges. */
    record Collector(
            Path pins,
            boolean keepPins,
            int slots,
            int items,
            ByteSize ring,
            Duration window,
            ByteSize queueMaximum,
            ByteSize diskReserve,
            Path hostRoot,
            List<Path> runtimeStates,
            List<String> units) {

        Collector {
            Checks.positive("window", window);
            Checks.between("slots", slots, 2, 65536);
            Checks.between("items", items, 1, Integer.MAX_VALUE);
            if (ring.bytes() < 4096 || ring.bytes() > 1 << 30 || Long.bitCount(ring.bytes()) != 1) {
                throw new IllegalArgumentException("ring=" + ring + ": must be a power of two from 4KiB to 1GiB");
            }
            Checks.atLeast("queueMaximum", queueMaximum, MIN_QUEUE);
        }
    }

    /** The analyzer, which needs none. */
    record Analyzer(Duration checkpoint, Duration repeatAfter, Grouping groupBy, Duration forgetAfter, Duration refusals, Freeze freeze) {

        Analyzer {
            Checks.positive("checkpoint", checkpoint);
            Checks.positive("repeatAfter", repeatAfter);
        }

        LearningRules rules() {
            return LearningRules.DEFAULT.withGrouping(groupBy).withReady(freeze.ready()).withFreeze(freeze.rule());
        }
    }

    /** What an operator's freeze needs, and when a baseline freezes by itself. */
    record Freeze(Duration leastAge, int leastWindows, boolean automatic, double coverage, Duration leastTime, int leastReplicas) {

        Freeze {
            if (!(coverage >= 0 && coverage <= 1)) {
                throw new IllegalArgumentException("coverage=" + coverage + ": must be 0 to 1");
            }
            Checks.between("leastReplicas", leastReplicas, 1, Baseline.MAX_REPLICAS);
            Checks.between("leastWindows", leastWindows, 0, Integer.MAX_VALUE);
        }

        FreezeReadiness ready() {
            return new FreezeReadiness(leastAge, leastWindows);
        }

        Optional<LearningRules.FreezeRule> rule() {
            return automatic ? Optional.of(new LearningRules.FreezeRule(coverage, leastTime, leastReplicas)) : Optional.empty();
        }
    }

    /** What every profile has. */
    record Advice(Set<String> allow, Set<String> block, boolean execSessions) {

        Advice {
            Checks.syscalls("allow", allow);
            Checks.syscalls("block", block);
        }

        AdviceOptions options() {
            return AdviceOptions.DEFAULT.withAlwaysAllow(allow).withAlwaysBlock(block).withExecSessions(execSessions);
        }
    }

    /** The socket that the command line talks to. */
    record Api(Path socket, int connections) {

        Api {
            Checks.between("connections", connections, 1, 10_000);
        }
    }

    /** Where violations go: to Kafka if it has servers, otherwise to the file. */
    record Publish(int buffer, Duration retryAfter, Kafka kafka, File file) {

        Publish {
            Checks.between("buffer", buffer, 1, 1_000_000);
            Checks.positive("retryAfter", retryAfter);
        }
    }

    /** Kafka. */
    record Kafka(String bootstrapServers, Topics topics, Duration patience, Map<String, String> properties) {

        Kafka {
            Checks.positive("patience", patience);
        }

        Optional<String> servers() {
            return bootstrapServers == null || bootstrapServers.isBlank() ? Optional.empty() : Optional.of(bootstrapServers.strip());
        }
    }

    /** Names of topics. */
    record Topics(String violations, String observations, String baselines) {

        Map<EventStream, String> byStream() {
            return Map.of(EventStream.VIOLATIONS, violations, EventStream.OBSERVATIONS, observations, EventStream.BASELINES, baselines);
        }
    }

    /** JSON lines. */
    record File(Path path, ByteSize maximum, int files, FileSink.Sync sync) {

        File {
            Checks.between("files", files, 1, 10_000);
            Checks.atLeast("maximum", maximum, MIN_FILE);
        }
    }

    /** The queue from collector to analyzer. */
    Path events() {
        return state.resolve("queue/events");
    }

    /** The queue from analyzer to collector. */
    Path control() {
        return state.resolve("queue/control");
    }

    /** Where the baselines are. */
    Path baselines() {
        return state.resolve("baselines");
    }

    /** Where violations go without Kafka. */
    Path violationsFile() {
        return publish.file().path() == null || publish.file().path().toString().isEmpty()
                ? state.resolve("violations.jsonl")
                : publish.file().path();
    }

    private static final class Checks {

        private Checks() {}

        static void positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + "=" + value + ": must be more than nothing");
            }
        }

        static void syscalls(String name, Set<String> calls) {
            try {
                AdviceOptions.DEFAULT.withAlwaysAllow(calls);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + "=" + calls + ": " + e.getMessage()); // its own cause: the loader reports the innermost
            }
        }

        static void atLeast(String name, ByteSize value, ByteSize least) {
            if (value.bytes() < least.bytes()) {
                throw new IllegalArgumentException(name + "=" + value + ": must be at least " + least);
            }
        }

        static void between(String name, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + "=" + value + ": must be " + least + " to " + most);
            }
        }
    }
}
