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

/** observations → join → baselines, and what cannot be read → dead letters. */
final class HubTopology {

    static final String BASELINES = "baselines";
    static final String DEAD_LETTERS = "dead-letters";

    /** The largest message of a changelog: a workload whose bounds are all reached takes less. */
    static final int MAX_CHANGE = 32 << 20;

    private static final String OBSERVATIONS = "observations";
    private static final String JOIN = "join";

    private HubTopology() {}

    static Topology of(HubSettings settings) {
        Topology topology = new Topology();
        topology.addSource(OBSERVATIONS, new StringDeserializer(), new ByteArrayDeserializer(), settings.kafka().topic(EventStream.OBSERVATIONS));
        topology.addProcessor(JOIN, () -> new BaselineJoin(settings), OBSERVATIONS);
        topology.addStateStore(store(BaselineJoin.JOINED, new JoinedSerde(settings.cluster())), JOIN);
        topology.addStateStore(store(BaselineJoin.CHANGED, Serdes.ByteArray()), JOIN);
        topology.addSink(BASELINES, settings.kafka().topic(EventStream.BASELINES), new StringSerializer(), new ByteArraySerializer(), JOIN);
        topology.addSink(DEAD_LETTERS, settings.kafka().topic(EventStream.DEADLETTERS), new StringSerializer(), new ByteArraySerializer(), JOIN);
        return topology;
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withLoggingEnabled(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_CHANGE)));
    }
}
