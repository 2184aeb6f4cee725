// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.CloudEvents;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.NodeTopics;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.workload.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what nodes report by topics of their own to the topic of observations, to which only hubs may write then. The topic says who reports: what names
 * another node goes to the dead letters. The hubs of a cluster share the topics of its nodes. After a failure a report may be carried again, which changes
 * nothing of what is joined.
 *
 * <p>It is apart from the topology, since Kafka Streams does not bear that a topic appears while hubs run: a task that runs does not know it.
 */
final class NodeTopicRelay implements AutoCloseable {

    /** The topic of a new node is found within this time. */
    private static final Duration NEW_TOPIC = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(5);

    /** A node may fill its topic with the largest messages that there are: so many are in memory at a time. */
    private static final int AT_A_TIME = 50;
    private static final int FETCHED_BYTES = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(NodeTopicRelay.class);

    private final HubSettings settings;
    private final NodeTopics topics;
    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final RefusedReports refused;
    private final CloudEvents attributes = new CloudEvents();
    private Thread thread;

    NodeTopicRelay(HubSettings settings, Consumer<String, byte[]> consumer, Producer<String, byte[]> producer, RefusedReports refused) {
        this.settings = settings;
        this.topics = new NodeTopics(settings.kafka().topic(EventStream.OBSERVATIONS));
        this.consumer = consumer;
        this.producer = producer;
        this.refused = refused;
    }

    /** @param failed is given what another start may overcome, such as a right that is missing; nothing is carried after it */
    static NodeTopicRelay start(HubSettings settings, Map<String, Object> client, RefusedReports refused, java.util.function.Consumer<Throwable> failed) {
        NodeTopicRelay relay = new NodeTopicRelay(settings, new KafkaConsumer<>(reading(settings, client), new StringDeserializer(), new ByteArrayDeserializer()),
                new KafkaProducer<>(writing(client), new StringSerializer(), new ByteArraySerializer()), refused);
        relay.thread = new Thread(() -> relay.carryAll(failed), "node-topics");
        relay.thread.setDaemon(true);
        relay.thread.start();
        return relay;
    }

    private static Map<String, Object> reading(HubSettings settings, Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.application() + "-node-topics");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) NEW_TOPIC.toMillis());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_A_TIME);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED_BYTES);
        return properties;
    }

    private static Map<String, Object> writing(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        // a broker that is away is waited for
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return properties;
    }

    private void carryAll(java.util.function.Consumer<Throwable> failed) {
        try (consumer; producer) {
            consumer.subscribe(topics.all());
            while (!Thread.currentThread().isInterrupted()) {
                carry(consumer.poll(POLL));
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("closed", e);
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    /** Carries some reports, and then says that it has. @throws KafkaException if one can go nowhere */
    void carry(ConsumerRecords<String, byte[]> reports) {
        Map<ConsumerRecord<String, byte[]>, Future<?>> sent = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> report : reports) {
            sent.put(report, send(report));
        }
        producer.flush();
        List<Future<?>> letters = new ArrayList<>();
        sent.forEach((report, answer) -> failure(answer).ifPresent(failure -> {
            if (!(failure instanceof RecordTooLargeException)) {
                throw failure;
            }
            letters.add(letter(report, RefusedReports.Reason.UNREADABLE, PlainText.of(failure.getMessage())));
        }));
        producer.flush();
        letters.forEach(letter -> failure(letter).ifPresent(failure -> {
            throw failure;
        }));
        commit();
    }

    /** Others may have taken the partitions over, or a broker is away: then the same is carried again. */
    private void commit() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException | RetriableException e) {
            LOG.info("reports may be carried to {} again: {}", topics.base(), e.getMessage());
        }
    }

    private Future<?> send(ConsumerRecord<String, byte[]> report) {
        Record<String, byte[]> message = message(report);
        NodeReport read;
        try {
            read = NodeReport.read(message);
        } catch (IllegalArgumentException e) {
            return letter(report, RefusedReports.Reason.UNREADABLE, e.getMessage());
        }
        if (!read.isOf(settings.cluster())) {
            return CompletableFuture.completedFuture(null);
        }
        Optional<String> owner = topics.node(report.topic());
        String node = read.shared().node();
        if (owner.filter(node::equals).isEmpty()) {
            return letter(report, RefusedReports.Reason.NODE, "it names node " + PlainText.of(node) + ", and came by the topic of "
                    + owner.map(name -> "node " + name).orElse("no node"));
        }
        return producer.send(new ProducerRecord<>(topics.base(), null, message.timestamp(), report.key(), report.value(), report.headers()));
    }

    private Future<?> letter(ConsumerRecord<String, byte[]> report, RefusedReports.Reason reason, String why) {
        PublishedEvent letter = refused.refuse(message(report), RefusedReports.place(report.topic(), report.partition(), report.offset()), reason, why);
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(settings.kafka().topic(letter.stream()), null, letter.time().toEpochMilli(), letter.key(), letter.data());
        attributes.headers(letter).forEach(message.headers()::add);
        return producer.send(message);
    }

    private static Record<String, byte[]> message(ConsumerRecord<String, byte[]> report) {
        return new Record<>(report.key(), report.value(), Math.max(0, report.timestamp()), report.headers());
    }

    /** Why a message was not written; empty if it was. */
    private static Optional<KafkaException> failure(Future<?> sent) {
        try {
            sent.get();
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause()));
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
