// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/** Three real Kafka brokers that are one KRaft cluster. Each can be killed and come back. */
public final class BrokerCluster implements AutoCloseable {
    /** How many there are. */
    public static final int NODES = 3;

    private static final long LIMIT_SECONDS = 60;

    private final List<EmbeddedBroker> brokers = new ArrayList<>();

    private BrokerCluster() {
        List<Integer> ports = IntStream.range(0, NODES).mapToObj(node -> Ports.free()).toList();
        List<Integer> controllers = IntStream.range(0, NODES).mapToObj(node -> Ports.free()).toList();
        String voters = IntStream.range(0, NODES).mapToObj(node -> node + 1 + "@127.0.0.1:" + controllers.get(node)).collect(Collectors.joining(","));
        String cluster = Uuid.randomUuid().toString();
        for (int node = 0; node < NODES; node++) {
            brokers.add(new EmbeddedBroker(ports.get(node), controllers.get(node), cluster, false, """
                    node.id=%d
                    controller.quorum.bootstrap.servers=
                    controller.quorum.voters=%s
                    controller.quorum.election.timeout.ms=300
                    controller.quorum.fetch.timeout.ms=1000
                    default.replication.factor=3
                    min.insync.replicas=2
                    offsets.topic.replication.factor=3
                    transaction.state.log.replication.factor=3
                    transaction.state.log.min.isr=2
                    """.formatted(node + 1, voters)));
        }
    }

    /** @throws IllegalStateException if it is not up within a minute */
    public static BrokerCluster start() {
        BrokerCluster cluster = new BrokerCluster();
        try {
            cluster.brokers.forEach(EmbeddedBroker::launch);
            cluster.brokers.forEach(EmbeddedBroker::awaitUp);
            Waiting.until("all brokers", Duration.ofSeconds(LIMIT_SECONDS), () -> cluster.nodes() == NODES);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** For a client's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return brokers.stream().map(EmbeddedBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    /** Makes a topic that all brokers hold, and that takes what two of them have. */
    public void createTopic(String name, int partitions) {
        ask(admin -> admin.createTopics(List.of(new NewTopic(name, partitions, (short) NODES))).all().get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    /** Kills one of the brokers, from 0; the others go on. */
    public EmbeddedBroker kill(int broker) {
        brokers.get(broker).kill();
        return brokers.get(broker);
    }

    /** Kills the broker that leads the topic's first partition; the others go on. */
    public EmbeddedBroker killLeader(String topic) {
        return kill(partitions(topic).get(0).leader().id() - 1);
    }

    /** Starts a broker that was killed, and waits until it has all of the topic that the others have. */
    public void revive(EmbeddedBroker broker, String topic) {
        broker.launch();
        broker.awaitUp();
        Waiting.until("all replicas in sync", Duration.ofSeconds(LIMIT_SECONDS), () -> partitions(topic).stream().allMatch(partition -> partition.isr().size() == NODES));
    }

    private List<TopicPartitionInfo> partitions(String topic) {
        return ask(admin -> admin.describeTopics(List.of(topic)).allTopicNames().get(LIMIT_SECONDS, TimeUnit.SECONDS)).get(topic).partitions();
    }

    private int nodes() {
        return ask(admin -> admin.describeCluster().nodes().get(LIMIT_SECONDS, TimeUnit.SECONDS)).size();
    }

    private interface Question<T> {
        T of(Admin admin) throws ExecutionException, TimeoutException, InterruptedException;
    }

    private <T> T ask(Question<T> question) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return question.of(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the cluster does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        brokers.forEach(EmbeddedBroker::close);
    }
}
