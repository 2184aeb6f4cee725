// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a real broker has in a topic. */
final class KafkaTopic {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private KafkaTopic() {}

    /** Everything that is in the topic, partition after partition; at least so many. */
    static List<ConsumerRecord<String, byte[]>> records(String servers, String topic, int least) {
        List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(Map.of("bootstrap.servers", servers, "max.poll.records", 10_000), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream().map(partition -> new TopicPartition(topic, partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(LIMIT).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(messages::add);
                // where a broker has just begun to lead, the end may be one that it knew before
                assertThat(messages.size()).as("messages in %s", topic).isGreaterThanOrEqualTo(least);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                assertThat(partitions).allMatch(partition -> consumer.position(partition) >= ends.get(partition));
            });
        }
        return messages;
    }
}
