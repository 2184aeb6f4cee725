// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import static io.winnow.analyzer.cli.config.SettingChecks.given;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.SelectedLabels;
import io.winnow.analyzer.http.NetworkSettings;
import io.winnow.analyzer.learn.FreezeReadiness;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.PodNames;
import io.winnow.collector.tracer.TracerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration. What each setting means and its default are in {@code defaults.yaml}, and only there.
 */
public record Settings(
        String cluster, String node, Path state, Collector collector, Analyzer analyzer, Advice advice, Api api, PublishSettings publish, Hub hub) {

    /** Two files of the queue, with their indexes and what is mapped ahead. */
    private static final ByteSize MIN_QUEUE = new ByteSize(64 << 20);

    /** The collector, which has privileges. */
    public record Collector(
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

        public Collector {
            SettingChecks.positive("window", window);
            SettingChecks.between("slots", slots, 2, TracerOptions.MAX_SLOTS);
            SettingChecks.between("items", items, 1, Integer.MAX_VALUE);
            if (ring.bytes() < TracerOptions.MIN_RING_BYTES || ring.bytes() > 1 << 30 || Long.bitCount(ring.bytes()) != 1) {
                throw new IllegalArgumentException("ring=" + ring + ": must be a power of two from 4KiB to 1GiB");
            }
            SettingChecks.atLeast("queueMaximum", queueMaximum, MIN_QUEUE);
        }
    }

    /** The analyzer, which needs none. */
    public record Analyzer(Duration checkpoint, boolean followHub, Path profiles, Duration repeatAfter, Grouping groupBy, Duration forgetAfter, Duration refusals, Freeze freeze,
            Versions versions, Kubernetes kubernetes) {

        public Analyzer {
            SettingChecks.positive("checkpoint", checkpoint);
            SettingChecks.positive("repeatAfter", repeatAfter);
            if (given(profiles).isPresent() && !followHub) {
                throw new IllegalArgumentException("profiles=" + profiles + ": they are of what is decided in a hub, and followHub is false");
            }
        }

        /** Where profiles of what is frozen for the cluster go; empty: nowhere. */
        public Optional<Path> profileDirectory() {
            return given(profiles);
        }

        public LearningRules rules() {
            return LearningRules.DEFAULT.withGrouping(groupBy).withReady(freeze.ready()).withFreeze(freeze.rule()).withStartFrozen(versions.startFrozen());
        }
    }

    /** What becomes of a workload's baselines when its image is another. */
    public record Versions(boolean startFrozen, int keep) {

        public Versions {
            SettingChecks.between("keep", keep, 1, 1000);
        }
    }

    /** Pods: where their owners are asked for, and what is kept of them. */
    public record Kubernetes(String api, String node, String cluster, Set<String> labels, boolean events) {

        public static final String OFF = "off";
        public static final String IN_CLUSTER = "in-cluster";

        public Kubernetes {
            SettingChecks.server("api", api);
            SettingChecks.between("labels", labels.size(), 0, SelectedLabels.MAX_KEYS);
            if (events && api.equals(OFF)) {
                throw new IllegalArgumentException("events=true: events are made at an API server, and api is off");
            }
        }

        public PodNames names() {
            return new PodNames(cluster, labels);
        }
    }

    /** What an operator's freeze needs, and when a baseline freezes by itself. */
    record Freeze(Duration leastAge, int leastWindows, boolean automatic, double coverage, Duration leastTime, int leastReplicas) {

        Freeze {
            if (!(coverage >= 0 && coverage <= 1)) {
                throw new IllegalArgumentException("coverage=" + coverage + ": must be 0 to 1");
            }
            SettingChecks.between("leastReplicas", leastReplicas, 1, Baseline.MAX_REPLICAS);
            SettingChecks.between("leastWindows", leastWindows, 0, Integer.MAX_VALUE);
        }

        FreezeReadiness ready() {
            return new FreezeReadiness(leastAge, leastWindows);
        }

        Optional<LearningRules.FreezeRule> rule() {
            return automatic ? Optional.of(new LearningRules.FreezeRule(coverage, leastTime, leastReplicas)) : Optional.empty();
        }
    }

    /** What every profile has. */
    public record Advice(Set<String> allow, Set<String> block, boolean execSessions, Tolerance tolerance) {

        public Advice {
            SettingChecks.syscalls("allow", allow);
            SettingChecks.syscalls("block", block);
        }

        public AdviceOptions options() {
            return AdviceOptions.DEFAULT.withAlwaysAllow(allow).withAlwaysBlock(block).withExecSessions(execSessions).withTolerance(tolerance);
        }
    }

    /** Where the service is asked: a socket that the command line talks to, and the network if it is wanted. */
    public record Api(Path socket, int connections, Network network) {

        public Api {
            SettingChecks.between("connections", connections, 1, 10_000);
        }
    }

    /** The API over TCP. */
    public record Network(String address, Set<String> hosts, Path certificate, Path key, Path clientAuthorities, Path principals) {

        public Network {
            if (given(certificate).isPresent() != given(key).isPresent()) {
                throw new IllegalArgumentException((given(key).isPresent() ? "key=" + key : "certificate=" + certificate) + ": certificate and key are needed together");
            }
            if (given(clientAuthorities).isPresent() && (given(certificate).isEmpty() || given(principals).isEmpty())) {
                throw new IllegalArgumentException("clientAuthorities=" + clientAuthorities + ": client certificates take certificate, key and principals");
            }
            settings(address, hosts, certificate, key, clientAuthorities, principals); // what cannot be is said when it is read
        }

        /** Empty if the API is not served over TCP. */
        public Optional<NetworkSettings> settings() {
            return settings(address, hosts, certificate, key, clientAuthorities, principals);
        }

        private static Optional<NetworkSettings> settings(
                String address, Set<String> hosts, Path certificate, Path key, Path clientAuthorities, Path principals) {
            return address.isBlank() ? Optional.empty() : Optional.of(new NetworkSettings(
                    NetworkSettings.parse(address.strip()), hosts,
                    given(certificate).map(chain -> new NetworkSettings.Tls(chain, key, given(clientAuthorities))), given(principals)));
        }
    }

    /** What joins the learning of several hosts. */
    public record Hub(String freezeLabels, int aloneOf, boolean nodeTopics, String seccompProfiles, int threads, int standbys, Duration every, ByteSize memory) {

        private static final ByteSize MIN_MEMORY = new ByteSize(8 << 20);

        public Hub {
            freezes(freezeLabels); // what cannot be is said when it is read
            SettingChecks.server("seccompProfiles", seccompProfiles);
            SettingChecks.between("aloneOf", aloneOf, 0, Reporters.MAX_NODES);
            SettingChecks.between("threads", threads, 1, 64);
            SettingChecks.between("standbys", standbys, 0, 8);
            SettingChecks.positive("every", every);
            SettingChecks.atLeast("memory", memory, MIN_MEMORY);
        }

        /** Which workloads freeze by themselves. */
        public LabelSelector freezes() {
            return freezes(freezeLabels);
        }

        private static LabelSelector freezes(String labels) {
            try {
                return labels.isBlank() ? LabelSelector.ALL : LabelSelector.parse(labels);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("freezeLabels=" + labels + ": " + e.getMessage(), e);
            }
        }
    }

    /** The queue from collector to analyzer. */
    public Path events() {
        return state.resolve("queue/events");
    }

    /** The queue from analyzer to collector. */
    public Path control() {
        return state.resolve("queue/control");
    }

    /** Where the baselines are. */
    public Path baselines() {
        return state.resolve("baselines");
    }

    /** Where a host of a cluster keeps what is decided for all. */
    public Path decided() {
        return state.resolve("decided");
    }

    /** Where a hub keeps its copy of what is joined. */
    public Path hubState() {
        return state.resolve("hub");
    }

    /** Where violations go without Kafka. */
    public Path violationsFile() {
        return publish.file().path() == null || publish.file().path().toString().isEmpty()
                ? state.resolve("violations.jsonl")
                : publish.file().path();
    }
}
