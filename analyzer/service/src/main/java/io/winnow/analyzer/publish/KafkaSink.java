// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to Kafka in CloudEvents' binary mode, keyed, with acks=all and an idempotent producer. The producer itself never gives up
 * on a batch, because a later batch of the same key would then overtake it.
 */
public final class KafkaSink implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSink.class);

    private final KafkaSettings settings;
    private final CloudEvents events = new CloudEvents();
    private KafkaTopics topics;
    private Producer<String, byte[]> producer;

    public KafkaSink(KafkaSettings settings) {
        this.settings = settings;
    }

    /** @throws SinkException if no broker answers, or none of them knows the topics, within the settings' patience */
    @Override
    public void open() throws SinkException, InterruptedException {
        if (producer != null) {
            return;
        }
        Map<String, Object> properties = properties();
        refuseTls(properties);
        try {
            topics = new KafkaTopics(settings, properties);
            topics.require(EventStream.VIOLATIONS);
            producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
            producer.partitionsFor(settings.topic(EventStream.VIOLATIONS));
            prepareFindings();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            close();
            throw KafkaFailure.of(settings, e);
        }
    }

    /** The first alert, and those behind it, would wait a quarter of a second for their topic. */
    private void prepareFindings() throws InterruptedException {
        try {
            topics.require(EventStream.FINDINGS);
            producer.partitionsFor(settings.topic(EventStream.FINDINGS));
        } catch (InterruptException e) {
            throw e;
        } catch (SinkException | KafkaException e) {
            LOG.debug("the first finding will say so", e);
        }
    }

    /** Sends them to a broker of this process alone. */
    @Override
    public void rehearse(List<PublishedEvent> events) throws SinkException, InterruptedException {
        try (RehearsalBroker broker = new RehearsalBroker(); KafkaSink stage = new KafkaSink(settings.at(broker.address()))) {
            stage.producer = new KafkaProducer<>(stage.properties(), new StringSerializer(), new ByteArraySerializer());
            for (PublishedEvent event : events) {
                stage.producer.send(stage.message(event)).get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException | KafkaException | ExecutionException | TimeoutException e) {
            throw KafkaFailure.of(settings, e);
        }
    }

    private void refuseTls(Map<String, Object> properties) throws SinkException {
        if (TlsProbe.concerns(properties)) {
            Optional<String> server = new TlsProbe(settings.patience()).find(settings.bootstrapServers());
            if (server.isPresent()) {
                throw new SinkException("cannot deliver to " + description() + ": " + server.get()
                        + " speaks TLS: set publish.kafka.security.tls");
            }
        }
    }

    private Map<String, Object> properties() throws SinkException {
        Map<String, Object> properties = new HashMap<>();
        // an alert waits for no other; what comes while requests are in flight goes into one batch all the same
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // some 50 violations: a broker that comes back has much to take
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        // common clients read no other form without a library of their own
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "winnow");
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        properties.putAll(settings.client());
        // From here on it is what the promises rest upon, and no setting.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.patience().toMillis());
        return properties;
    }

    /** A broker refuses what lies in its future, and would for ever; a clock that was ahead when the event was seen must not stop all that follow. */
    private static long timestamp(PublishedEvent event) {
        return Math.min(event.time().toEpochMilli(), System.currentTimeMillis());
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException, InterruptedException {
        try {
            topics.require(event.stream());
        } catch (SinkException e) {
            if (event.stream() == EventStream.DEADLETTERS || event.stream().learned()) {
                delivery.refused(e.getMessage()); // there is no other place for the one; and violations do not wait for what was learned
                return;
            }
            throw e;
        }
        try {
            producer.send(message(event), (metadata, e) -> answer(event, e, delivery));
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw KafkaFailure.of(settings, e);
        }
    }

    private ProducerRecord<String, byte[]> message(PublishedEvent event) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(settings.topic(event.stream()), null,
                timestamp(event), event.key(), event.data().length == 0 ? null : event.data());
        events.headers(event).forEach((name, value) -> message.headers().add(name, value));
        return message;
    }

    private void answer(PublishedEvent event, Exception e, Delivery delivery) {
        if (e == null) {
            delivery.confirmed();
        } else if (KafkaFailure.refusesRecord(e) || event.stream().learned() && e instanceof AuthorizationException) {
            delivery.refused(e.getMessage());
        } else {
            delivery.failed(KafkaFailure.of(settings, e));
        }
    }

    @Override
    public void flush() {
        // The producer does not linger; waiting for the broker here would only delay what comes next.
    }

    @Override
    public void close(Duration patience) {
        if (producer != null) {
            producer.close(patience);
            producer = null;
        }
    }

    @Override
    public String description() {
        return "Kafka at " + settings.bootstrapServers();
    }

    private static InterruptedException interrupted(InterruptException e) {
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }
}
