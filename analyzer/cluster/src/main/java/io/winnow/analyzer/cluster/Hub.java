// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.KafkaTopics;
import io.winnow.analyzer.publish.SinkException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the hubs of a cluster, at work in this process. Hubs of the same cluster share its workloads among them; each change of a store, what is
 * published of it and how far the reports are read is one transaction, so that a hub that dies leaves nothing half done.
 */
public final class Hub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final Duration END = Duration.ofSeconds(10);

    /** What is joined is seen by others after this time at most; each transaction costs some messages. */
    private static final Duration COMMIT = Duration.ofMillis(250);

    private final HubSettings settings;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final RefusedReports refused = new RefusedReports();
    private RequestTopic requests;
    private NodeTopicRelay relay;
    private volatile KafkaStreams streams;

    public Hub(HubSettings settings) {
        this.settings = settings;
    }

    /** @throws SinkException if no broker answers, or a topic is missing and cannot be made */
    public void start() throws SinkException, InterruptedException {
        Map<String, Object> client = settings.kafka().client();
        KafkaTopics topics = new KafkaTopics(settings.kafka(), client);
        for (EventStream stream : List.of(EventStream.OBSERVATIONS, EventStream.CLUSTER, EventStream.DECISIONS, EventStream.DEADLETTERS)) {
            topics.require(stream);
        }
        requests = new RequestTopic(settings, client, topics);
        Properties properties = new Properties();
        properties.putAll(properties(settings, client));
        try {
            start(properties);
        } catch (TaskCorruptedException e) {
            // of a hub that was killed, Kafka Streams wipes what it shares, and not its copy of all that is known: it would never start again (KAFKA-21034)
            LOG.warn("what a hub that was killed left in {} is not whole, and is read from Kafka again", settings.state());
            KafkaStreams left = streams;
            streams = null;
            left.close(END);
            left.cleanUp();
            start(properties);
        }
        if (settings.nodeTopics()) {
            relay = NodeTopicRelay.start(settings, client, refused, this::failed);
        }
    }

    private void start(Properties properties) {
        KafkaStreams starting = new KafkaStreams(HubTopology.of(settings, refused), properties);
        streams = starting;
        starting.setUncaughtExceptionHandler(this::failed);
        starting.setStateListener((now, before) -> {
            if (starting == streams) {
                changed(now);
            }
        });
        starting.start();
    }

    /** What this hub can be asked once it has started: as much as any other of its cluster. */
    public ClusterWorkloads workloads() {
        return new HubWorkloads(settings, streams, requests, refused);
    }

    /** Ends with the hub; exceptionally if something failed that another start may overcome. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether it has its share of the work, be it nothing. */
    public boolean ready() {
        KafkaStreams now = streams;
        return now != null && now.state() == State.RUNNING;
    }

    private StreamThreadExceptionResponse failed(Throwable e) {
        LOG.error("the hub ends: {}", e.getMessage(), e);
        ended.completeExceptionally(e);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void changed(State now) {
        LOG.info("hub of cluster {}: {}", settings.cluster(), now);
        if (now == State.NOT_RUNNING) {
            ended.complete(null);
        } else if (now == State.ERROR) {
            ended.completeExceptionally(new IllegalStateException("the hub has stopped: the log says why"));
        }
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close();
        }
        if (streams != null) {
            streams.close(END);
        }
        if (requests != null) {
            requests.close();
        }
    }

    static Map<String, Object> properties(HubSettings settings, Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.application());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.state().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT.toMillis());
        // reports and requests have no order between them: none waits until it is known that there is nothing of the other, which a broker that died leaves open
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedStores.class);
        properties.put(BoundedStores.MEMORY, settings.memory());
        // the one form that common clients read without a library of their own
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "gzip");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), HubTopology.MAX_CHANGE);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 2 * HubTopology.MAX_CHANGE);
        // a group of hubs gives the work of one that died to another after this time
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        return properties;
    }
}
