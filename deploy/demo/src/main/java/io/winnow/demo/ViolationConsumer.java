// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.testbed.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A consumer such as any user could write, in a process of its own: prints each record of a topic, from its beginning, as one line of JSON with
 * {@code received} (ms since 1970), {@code key}, {@code headers} and {@code value}. First of all it prints {@code ready}. Ends when its standard
 * input does.
 */
final class ViolationConsumer {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ObjectMapper json = new ObjectMapper();

    private ViolationConsumer() {
    }

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        String servers = arguments[0];
        String topic = arguments[1];
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                ConsumerConfig.GROUP_ID_CONFIG, "demo-" + ProcessHandle.current().pid(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.METADATA_MAX_AGE_CONFIG, "1000");
        ViolationConsumer printer = new ViolationConsumer();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            System.out.println("ready");
            while (true) {
                consumer.poll(POLL).forEach(printer::print);
            }
        }
    }

    private void print(ConsumerRecord<String, String> record) {
        try {
            ObjectNode line = json.createObjectNode().put("received", System.currentTimeMillis()).put("key", record.key());
            ObjectNode headers = line.putObject("headers");
            record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            line.set("value", json.readTree(record.value()));
            System.out.println(json.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: offset=" + record.offset() + " value=" + record.value(), e);
        }
    }
}
