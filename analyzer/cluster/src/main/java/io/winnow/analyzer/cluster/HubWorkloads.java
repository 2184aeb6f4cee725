// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.workload.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** The cluster's workloads as one of the hubs reads them back, and its decisions. */
final class HubWorkloads implements ClusterWorkloads {

    /** A transaction and a reading of it take about a second; a hub that took over from another, some more. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 50;

    private final HubSettings settings;
    private final KafkaStreams streams;
    private final RequestTopic requests;
    private final RefusedReports refused;
    private final Map<String, WorkloadId> ids = new ConcurrentHashMap<>();

    HubWorkloads(HubSettings settings, KafkaStreams streams, RequestTopic requests, RefusedReports refused) {
        this.settings = settings;
        this.streams = streams;
        this.requests = requests;
        this.refused = refused;
    }

    private ClusterView view() {
        return new ClusterView(settings.cluster(), streams.store(StoreQueryParameters.fromNameAndType(HubTopology.VIEW, QueryableStoreTypes.keyValueStore())));
    }

    @Override
    public List<ClusterWorkload> all() {
        return view().all();
    }

    @Override
    public List<WorkloadId> ids() {
        return view().ids(ids);
    }

    @Override
    public Optional<ClusterWorkload> find(WorkloadId id) {
        return view().find(id);
    }

    @Override
    public RuntimeCallSets runtimeCalls() {
        return view().runtimeCalls();
    }

    @Override
    public Optional<ClusterWorkload> decide(WorkloadId id, Decision decision, Baseline about) {
        try {
            requests.send(SharedEvents.key(settings.cluster(), id), DecisionRequest.write(settings.cluster(), id, decision, about));
        } catch (IllegalStateException e) {
            throw new FaultException(FaultException.Kind.UNAVAILABLE, "the decision was not made: " + e.getMessage());
        }
        long start = System.nanoTime();
        do {
            Optional<ClusterWorkload> now = view().find(id);
            if (now.map(known -> isMade(known.workload(), decision)).orElse(decision.action() == Decision.Action.FORGET)) {
                return now;
            }
            pause();
        } while (System.nanoTime() - start < PATIENCE.toNanos());
        throw new FaultException(FaultException.Kind.UNAVAILABLE, "no hub has made the decision within " + PATIENCE.toSeconds()
                + " s, or another came first: `winnow workloads` and the logs of the hubs say whether it is made");
    }

    private static boolean isMade(Workload workload, Decision decision) {
        return workload.decisions().stream().anyMatch(
                made -> made.time() == decision.time() && made.action() == decision.action() && made.by().equals(decision.by()));
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException(FaultException.Kind.UNAVAILABLE, "the hub ends");
        }
    }

    @Override
    public SortedMap<String, Long> refused() {
        return refused.byReason();
    }

    @Override
    public String description() {
        return "topic " + settings.kafka().topic(EventStream.OBSERVATIONS) + (settings.nodeTopics() ? ".NODE" : "") + " at " + settings.kafka().bootstrapServers();
    }

    @Override
    public Optional<String> failing() {
        return streams.state() == KafkaStreams.State.RUNNING || streams.state() == KafkaStreams.State.REBALANCING
                ? Optional.empty()
                : Optional.of("the hub is " + streams.state() + ": its log says why");
    }
}
