// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic from its beginning and goes on with what comes, on a thread of its own: what is committed, of one key in order. It belongs to no
 * group and commits nothing, as the newest of each key is all that there is to know. While no broker answers, or the receiver fails, it tries again.
 */
public final class TopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);
    private static final byte[] NOTHING = {};

    /** What comes of the topic. If a method fails, the topic is read from the beginning again. */
    public interface Receiver {

        /**
         * @param report which of its writer's reports it belongs to: parts of one have the same
         * @param document empty if there is none any more under this key
         */
        void message(String key, String report, byte[] document);

        /** All that there was when the reading began has come. */
        void caughtUp();
    }

    private final KafkaSettings settings;
    private final String topic;
    private final Duration retryAfter;
    private final Receiver receiver;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private String lastError = "";

    public TopicReader(KafkaSettings settings, EventStream stream, Duration retryAfter, Receiver receiver) {
        this.settings = settings;
        this.topic = settings.topic(stream);
        this.retryAfter = retryAfter;
        this.receiver = receiver;
        this.thread = new Thread(this::run, "winnow-read-" + topic);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                read();
            } while (!closing.await(retryAfter.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer = reader;
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream().map(part -> new TopicPartition(topic, part.partition())).toList();
            if (partitions.isEmpty()) {
                throw new KafkaException("there is no such topic yet");
            }
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            follow(reader, partitions);
        } catch (WakeupException e) {
            LOG.debug("reading of {} ends", topic);
        } catch (SinkException | RuntimeException e) {
            failed(e);
        }
    }

    private void follow(KafkaConsumer<String, byte[]> reader, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        boolean behind = true;
        while (closing.getCount() > 0) {
            for (ConsumerRecord<String, byte[]> message : reader.poll(POLL)) {
                receiver.message(message.key() == null ? "" : message.key(), report(message), message.value() == null ? NOTHING : message.value());
            }
            if (behind && ends.entrySet().stream().allMatch(end -> reader.position(end.getKey()) >= end.getValue())) {
                behind = false;
                lastError = "";
                LOG.info("topic {} is read to its end", topic);
                receiver.caughtUp();
            }
        }
    }

    private static String report(ConsumerRecord<String, byte[]> message) {
        Header time = message.headers().lastHeader("ce_time");
        return time == null ? Long.toString(message.timestamp()) : new String(time.value(), StandardCharsets.UTF_8);
    }

    /** Once, and not at every attempt. */
    private void failed(Exception e) {
        String error = String.valueOf(e.getMessage());
        if (!error.equals(lastError)) {
            lastError = error;
            LOG.warn("topic {} at {} cannot be read ({}): it is tried again every {}", topic, settings.bootstrapServers(), error, retryAfter);
        }
    }

    private Map<String, Object> properties() throws SinkException {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "winnow-" + topic);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) settings.patience().toMillis());
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.patience().toMillis());
        properties.putAll(settings.client());
        properties.keySet().retainAll(ConsumerConfig.configNames());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }

    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<String, byte[]> reader = consumer;
        if (reader != null) {
            reader.wakeup();
        }
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
