// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers host:port, separated by commas
 * @param topics the topic of each stream
 * @param patience how long a broker may take to answer before it counts as unreachable
 * @param createTopics whether topics that are missing are made
 * @param security how brokers and this client know each other
 * @param properties further settings of the client; they outweigh what the security says
 */
public record KafkaSettings(
        String bootstrapServers, Map<EventStream, String> topics, Duration patience, boolean createTopics, KafkaSecurity security,
        Map<String, String> properties) {

    public KafkaSettings {
        topics = Map.copyOf(topics);
        properties = Map.copyOf(properties);
        for (EventStream stream : EventStream.values()) {
            if (!topics.containsKey(stream)) {
                throw new IllegalArgumentException("no topic for stream=" + stream);
            }
        }
    }

    /** What each client of these brokers is given. @throws SinkException if a file cannot be read */
    public Map<String, Object> client() throws SinkException {
        Map<String, Object> client = new HashMap<>(security.properties());
        client.putAll(properties);
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return client;
    }

    /** The same at another broker, without security and further properties. */
    KafkaSettings at(String address) {
        return new KafkaSettings(address, topics, patience, false, KafkaSecurity.NONE, Map.of());
    }

    /** The same with other topics. */
    public KafkaSettings with(Map<EventStream, String> others) {
        return new KafkaSettings(bootstrapServers, others, patience, createTopics, security, properties);
    }

    public String topic(EventStream stream) {
        return topics.get(stream);
    }
}
