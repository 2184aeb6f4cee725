// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.util.Map;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers host:port, separated by commas
 * @param topics the topic of each stream
 * @param patience how long a broker may take to answer before it counts as unreachable
 * @param properties further settings of the client: security above all
 */
public record KafkaSettings(String bootstrapServers, Map<EventStream, String> topics, Duration patience, Map<String, String> properties) {

    public KafkaSettings {
        topics = Map.copyOf(topics);
        properties = Map.copyOf(properties);
        for (EventStream stream : EventStream.values()) {
            if (!topics.containsKey(stream)) {
                throw new IllegalArgumentException("no topic for stream=" + stream);
            }
        }
    }

    String topic(EventStream stream) {
        return topics.get(stream);
    }
}
