// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Objects of frozen workloads, round by round. */
class ProfilesAsObjectsTest {

    private static final String WEB = "shop/deployment/web/nginx";
    private static final WorkloadId OLD = new WorkloadId(WEB, "sha256:01");
    private static final WorkloadId NEW = new WorkloadId(WEB, "sha256:02");

    private static final RuntimeCallSets CALLS = SampleBaseline.runtimeCallSets(SampleBaseline.RUNC, RuntimeCallsKind.PRIVILEGED, "execve", "prctl")
            .join(SampleBaseline.runtimeCallSets(SampleBaseline.RUNC, RuntimeCallsKind.NO_NEW_PRIVILEGES, "execve"));

    private final SharedEvents events = new SharedEvents("prod");
    private final View view = new View();
    private final Server server = new Server();
    private final ProfilesAsObjects profiles =
            new ProfilesAsObjects("prod", view, new Profiles(new Suggestions(new Advisor(), AdviceOptions.DEFAULT)), server);

    @AfterEach
    void end() {
        profiles.close();
    }

    /** What a hub knows. */
    private static final class View implements ClusterWorkloads {
        private final Map<WorkloadId, Workload> known = new HashMap<>();

        @Override
        public List<ClusterWorkload> all() {
            return known.values().stream().map(workload -> new ClusterWorkload(workload, Reporters.NONE.sole())).toList();
        }

        @Override
        public List<WorkloadId> ids() {
            return List.copyOf(known.keySet());
        }

        @Override
        public Optional<ClusterWorkload> find(WorkloadId id) {
            return Optional.ofNullable(known.get(id)).map(workload -> new ClusterWorkload(workload, Reporters.NONE.sole()));
        }

        @Override
        public RuntimeCallSets runtimeCalls() {
            return RuntimeCallSets.EMPTY;
        }

        @Override
        public Optional<ClusterWorkload> decide(WorkloadId id, Decision decision, Baseline about) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SortedMap<String, Long> refused() {
            return new TreeMap<>();
        }

        @Override
        public String description() {
            return "a map";
        }

        @Override
        public Optional<String> failing() {
            return Optional.empty();
        }
    }

    /** An API server. */
    private static final class Server implements ProfileObjects {
        private final Map<String, String> objects = new HashMap<>(Map.of("gone/deployment/a/b", "left by a hub that ended"));
        private boolean away;
        private int asked;

        @Override
        public void apply(String workload, String document) throws IOException {
            ask();
            objects.put(workload, document);
        }

        @Override
        public void retain(Set<String> workloads) throws IOException {
            ask();
            objects.keySet().retainAll(workloads);
        }

        private void ask() throws IOException {
            asked++;
            if (away) {
                throw new IOException("attempt " + asked + ": no answer");
            }
        }
    }

    private static Workload frozen(WorkloadId id, long time, String... calls) {
        Baseline baseline = new BaselineBuilder().join(new SampleBaseline().calls(Stage.SERVE, calls).build())
                .runtime(new RuntimeCallsKey(SampleBaseline.RUNC, RuntimeCallsKind.PRIVILEGED)).build();
        return new Workload(id, BaselineState.FROZEN, baseline, Baseline.EMPTY, time, List.of(new Decision(time, Decision.Action.FREEZE, "alice", 1)));
    }

    private PublishedEvent decided(Workload workload) {
        PublishedEvent event = events.decided(workload, CALLS, Instant.EPOCH).get(0);
        profiles.message(event.key(), "1", event.data());
        return event;
    }

    private void freeze(Workload workload) {
        view.known.put(workload.id(), workload);
        decided(workload);
    }

    @Test
    void theObjectOfAFrozenWorkloadAllowsWhatAnyOfItsFrozenVersionsNeedsAndIsAppliedOnce() {
        freeze(frozen(OLD, 5, "read", "mount"));
        freeze(frozen(NEW, 6, "read", "unshare"));
        profiles.round();
        assertThat(server.objects.get(WEB)).contains("kind: SeccompProfile", "mount", "unshare");
        int asked = server.asked;
        profiles.round();
        assertThat(server.asked).as("nothing is due").isEqualTo(asked);
    }

    @Test
    void aDecisionThatTheViewDoesNotKnowYetIsWaitedFor() {
        decided(frozen(OLD, 5, "read"));
        profiles.round();
        assertThat(server.objects).doesNotContainKey(WEB);
        view.known.put(OLD, frozen(OLD, 5, "read"));
        profiles.round();
        assertThat(server.objects).containsKey(WEB);
    }

    @Test
    void whatIsForgottenIsRemovedAlsoIfThatWasWhileNoHubWasThereButNothingBeforeAllIsKnown() {
        freeze(frozen(OLD, 5, "read"));
        profiles.round();
        assertThat(server.objects).containsKey("gone/deployment/a/b");
        profiles.caughtUp();
        profiles.round();
        assertThat(server.objects).containsOnlyKeys(WEB);
        view.known.clear();
        profiles.message(decided(frozen(OLD, 5, "read")).key(), "2", new byte[0]);
        profiles.round();
        assertThat(server.objects).isEmpty();
    }

    @Test
    void whileTheServerIsAwayItIsTriedAgainAndTheLogSaysSoOnce() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ProfilesAsObjects.class);
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        log.start();
        server.away = true;
        freeze(frozen(OLD, 5, "read"));
        profiles.caughtUp();
        for (int i = 0; i < 5; i++) {
            profiles.round();
        }
        assertThat(server.asked).isEqualTo(5);
        server.away = false;
        profiles.round();
        logger.detachAppender(log);
        logger.setLevel(null);
        assertThat(server.objects).containsOnlyKeys(WEB);
        assertThat(log.list).filteredOn(event -> event.getLevel() == Level.WARN).singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).contains("attempt 1: no answer", "tried again"));
        assertThat(log.list.get(log.list.size() - 1).getFormattedMessage()).isEqualTo("profiles are objects again");
    }

    @Test
    void whatAnotherClusterDecidedOrNoHubSaidIsLeftAlone() {
        PublishedEvent other = new SharedEvents("staging").decided(frozen(OLD, 5, "read"), RuntimeCallSets.EMPTY, Instant.EPOCH).get(0);
        profiles.message(other.key(), "1", other.data());
        profiles.message("key", "1", new byte[] {'{'});
        profiles.round();
        assertThat(server.asked).isZero();
    }
}
