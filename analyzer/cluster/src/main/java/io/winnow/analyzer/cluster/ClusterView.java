// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workloads of a cluster, out of the messages that they were published in. */
final class ClusterView {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);

    private final String cluster;
    private final ReadOnlyKeyValueStore<String, byte[]> messages;

    ClusterView(String cluster, ReadOnlyKeyValueStore<String, byte[]> messages) {
        this.cluster = cluster;
        this.messages = messages;
    }

    List<ClusterWorkload> all() {
        Map<WorkloadId, Map<Integer, Shared>> parts = new HashMap<>();
        parts().forEach(part -> parts.computeIfAbsent(part.workload(), any -> new TreeMap<>()).put(part.part(), part));
        return parts.values().stream().map(of -> whole(List.copyOf(of.values()))).toList();
    }

    /** The ids of all of them. @param known by the key of the first message: only of one that is new here a document is read, for a key may be cut */
    List<WorkloadId> ids(Map<String, WorkloadId> known) {
        Set<String> keys = new HashSet<>();
        try (KeyValueIterator<String, byte[]> all = messages.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> message = all.next();
                if (SharedEvents.isOfFirstPart(message.key)) {
                    keys.add(message.key);
                    known.computeIfAbsent(message.key, any -> read(message.value).map(Shared::workload).orElse(null));
                }
            }
        }
        known.keySet().retainAll(keys);
        return List.copyOf(known.values());
    }

    /** What the runtimes of all of them do. */
    RuntimeCallSets runtimeCalls() {
        return Shared.runtimeCalls(parts());
    }

    private List<Shared> parts() {
        List<Shared> parts = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = messages.all()) {
            while (all.hasNext()) {
                read(all.next().value).ifPresent(parts::add);
            }
        }
        return parts;
    }

    Optional<ClusterWorkload> find(WorkloadId id) {
        List<Shared> parts = new ArrayList<>();
        for (int part = 0; part == parts.size(); part++) {
            Optional.ofNullable(messages.get(SharedEvents.key(cluster, id, Shared.HUB, part))).flatMap(this::read).ifPresent(parts::add);
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(whole(parts));
    }

    private static ClusterWorkload whole(List<Shared> parts) {
        return new ClusterWorkload(Shared.whole(parts), Shared.alone(parts));
    }

    /** Another program's message is none of the cluster's workloads. */
    private Optional<Shared> read(byte[] message) {
        try {
            return Optional.of(Shared.read(message)).filter(part -> part.cluster().equals(cluster));
        } catch (IllegalArgumentException e) {
            LOG.warn("a message of the cluster's workloads cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
