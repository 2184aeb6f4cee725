// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.KafkaTopics;
import io.winnow.analyzer.publish.SinkException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topic in which hubs ask each other for decisions: the one that has a workload makes them. It has as many partitions as that of observations, so that
 * what concerns a workload comes to the same hub.
 */
final class RequestTopic implements AutoCloseable {

    private final HubSettings settings;
    private final KafkaProducer<String, byte[]> producer;

    /** @throws SinkException if the topic is not there and cannot be made, or has other partitions */
    RequestTopic(HubSettings settings, Map<String, Object> client, KafkaTopics topics) throws SinkException, InterruptedException {
        this.settings = settings;
        topics.requireLike(settings.requests(), settings.kafka().topic(EventStream.OBSERVATIONS),
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(HubTopology.MAX_CHANGE)));
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, HubTopology.MAX_CHANGE);
        int patience = (int) settings.kafka().patience().toMillis();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** @throws IllegalStateException if no broker takes it; the message says why */
    void send(String key, byte[] request) {
        try {
            producer.send(new ProducerRecord<>(settings.requests(), key, request)).get(settings.kafka().patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the hub ends", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IllegalStateException("topic " + settings.requests() + " does not take it (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() {
        producer.close(settings.kafka().patience());
    }
}
