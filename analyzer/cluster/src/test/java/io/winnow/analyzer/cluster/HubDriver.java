// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.KafkaSecurity;
import io.winnow.analyzer.publish.KafkaSettings;
import io.winnow.analyzer.publish.SharedEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** A hub's topology without a broker, and the topics around it. */
final class HubDriver implements AutoCloseable {

    static final String CLUSTER = "prod";
    static final int ALONE_OF = 20;
    static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(5);

    final SharedEvents events = new SharedEvents(CLUSTER);
    final RefusedReports refused = new RefusedReports();
    final TestInputTopic<String, byte[]> observations;
    final TestInputTopic<String, byte[]> requests;
    final TestOutputTopic<String, byte[]> decisions;
    final TestOutputTopic<String, byte[]> baselines;
    final TestOutputTopic<String, byte[]> deadLetters;

    private final TopologyTestDriver driver;

    /** @param freezes workloads that the rule may freeze */
    HubDriver(Path state, LearningRules rules, LabelSelector freezes) {
        this(state, rules, freezes, ALONE_OF);
    }

    /** @param aloneOf what one of so many did alone is held for review */
    HubDriver(Path state, LearningRules rules, LabelSelector freezes, int aloneOf) {
        HubSettings settings = new HubSettings(CLUSTER, kafka(), state, 1, 0, EVERY, 16 << 20, rules, freezes, aloneOf, false);
        Properties properties = new Properties();
        properties.putAll(Hub.properties(settings, Map.of("bootstrap.servers", "127.0.0.1:1")));
        driver = new TopologyTestDriver(HubTopology.of(settings, refused), properties, NOW);
        observations = driver.createInputTopic(topic(EventStream.OBSERVATIONS), new StringSerializer(), new ByteArraySerializer());
        requests = driver.createInputTopic(settings.requests(), new StringSerializer(), new ByteArraySerializer());
        decisions = driver.createOutputTopic(topic(EventStream.DECISIONS), new StringDeserializer(), new ByteArrayDeserializer());
        baselines = driver.createOutputTopic(topic(EventStream.CLUSTER), new StringDeserializer(), new ByteArrayDeserializer());
        deadLetters = driver.createOutputTopic(topic(EventStream.DEADLETTERS), new StringDeserializer(), new ByteArrayDeserializer());
    }

    static KafkaSettings kafka() {
        Map<EventStream, String> topics = Arrays.stream(EventStream.values()).collect(Collectors.toMap(Function.identity(), HubDriver::topic));
        return new KafkaSettings("127.0.0.1:1", topics, Duration.ofSeconds(1), false, KafkaSecurity.NONE, Map.of());
    }

    private static String topic(EventStream stream) {
        return stream.name();
    }

    /** Lets time pass until all of so many workloads must have been published, however long each publication takes. */
    void published(int workloads) {
        for (int i = 0; i <= workloads / 500; i++) {
            driver.advanceWallClockTime(LONG);
        }
    }

    ClusterView view() {
        return new ClusterView(CLUSTER, driver.getKeyValueStore(HubTopology.VIEW));
    }

    @Override
    public void close() {
        driver.close();
    }
}
