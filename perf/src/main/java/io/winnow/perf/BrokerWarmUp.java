// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a broker one that has served for a while: its JVM has then compiled what takes and answers a request. A broker that has just
 * started takes tens of milliseconds for one, which says nothing of Winnow.
 */
final class BrokerWarmUp {
    private static final int MESSAGES = 10_000;
    /** Of no container and of no kind; as long as a violation. */
    private static final byte[] MESSAGE = "{\"kind\":\"none\",\"padding\":\"%s\"}".formatted("x".repeat(1_200)).getBytes(StandardCharsets.UTF_8);

    private BrokerWarmUp() {}

    /** Sends messages, each alone. */
    static void run(String servers, String topic) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ProducerConfig.LINGER_MS_CONFIG, 0);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < MESSAGES; i++) {
                producer.send(new ProducerRecord<>(topic, MESSAGE)).get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not take messages", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker warms up", e);
        }
    }
}
