// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.EventStream;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Observations and requests → hub → what the cluster knows, decisions, and dead letters: what cannot be read. What the cluster knows is read back by each
 * hub as a whole, so that each can answer for all of it.
 */
final class HubTopology {

    /** Store: the messages of what the cluster knows, the same on each hub. */
    static final String VIEW = "view";

    /** The largest message of a changelog: a workload whose bounds are all reached takes less. */
    static final int MAX_CHANGE = 32 << 20;

    private static final String HUB = "hub";
    private static final String READ_BACK = "read-back";

    private HubTopology() {}

    /** @param refused counts the reports that are refused */
    static Topology of(HubSettings settings, RefusedReports refused) {
        Topology topology = new Topology();
        source(topology, "observations", settings.kafka().topic(EventStream.OBSERVATIONS));
        source(topology, "requests", settings.requests());
        topology.addProcessor(HUB, () -> new HubProcessor(settings, refused), "observations", "requests");
        topology.addStateStore(store(JoinedWorkloads.WORKLOADS, new JoinedSerde()), HUB);
        topology.addStateStore(store(JoinedWorkloads.ARRIVED, Serdes.ByteArray()), HUB);
        sink(topology, settings, EventStream.CLUSTER);
        sink(topology, settings, EventStream.DECISIONS);
        sink(topology, settings, EventStream.DEADLETTERS);
        topology.addGlobalStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(VIEW), Serdes.String(), Serdes.ByteArray()).withLoggingDisabled(),
                "joined", new StringDeserializer(), new ByteArrayDeserializer(), settings.kafka().topic(EventStream.CLUSTER), READ_BACK, ReadBack::new);
        return topology;
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(name, new StringDeserializer(), new ByteArrayDeserializer(), topic);
    }

    private static void sink(Topology topology, HubSettings settings, EventStream stream) {
        topology.addSink(stream.name(), settings.kafka().topic(stream), new StringSerializer(), new ByteArraySerializer(), HUB);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_CHANGE)));
    }
}
