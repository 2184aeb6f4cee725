// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether topics are there. Those that are not are made, with the partitions and replicas that the brokers give by default, if that is wanted and allowed. */
public final class KafkaTopics {

    private static final long LOOK_MILLIS = 50;
    private static final Map<String, String> COMPACTED = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

    private final KafkaSettings settings;
    private final Map<String, Object> properties;
    private final Set<String> known = new HashSet<>();

    /** @param properties of the client, security included; those that only a producer knows are left out */
    public KafkaTopics(KafkaSettings settings, Map<String, Object> properties) {
        this.settings = settings;
        this.properties = new HashMap<>(properties);
        this.properties.keySet().retainAll(AdminClientConfig.configNames());
        this.properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) settings.patience().toMillis());
        this.properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) settings.patience().toMillis());
    }

    /** @throws SinkException if the stream's topic is not there, and is not made */
    public void require(EventStream stream) throws SinkException, InterruptedException {
        String topic = settings.topic(stream);
        if (known.contains(topic)) {
            return;
        }
        try (Admin admin = Admin.create(properties)) {
            if (isMissing(admin, topic)) {
                NewTopic wanted = new NewTopic(topic, Optional.empty(), Optional.empty());
                create(admin, stream.newestOnly() ? wanted.configs(COMPACTED) : wanted);
            }
            known.add(topic);
        } catch (KafkaException e) {
            throw KafkaFailure.of(settings, e);
        }
    }

    /**
     * Makes a topic with as many partitions as another, if it is not there.
     *
     * @param configs of the new topic
     * @throws SinkException if it is not made, or has another number of partitions
     */
    public void requireLike(String topic, String other, Map<String, String> configs) throws SinkException, InterruptedException {
        try (Admin admin = Admin.create(properties)) {
            int partitions = partitions(admin, other);
            if (isMissing(admin, topic)) {
                create(admin, new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs));
            } else if (partitions(admin, topic) != partitions) {
                throw new SinkException("topic " + topic + " has " + partitions(admin, topic) + " partitions and " + other + " has " + partitions
                        + ": both take as many; add those that are missing, or delete " + topic + " while no hub runs", null);
            }
        } catch (ExecutionException | KafkaException e) {
            throw KafkaFailure.of(settings, e);
        }
    }

    private int partitions(Admin admin, String topic) throws ExecutionException, InterruptedException, SinkException {
        return await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().size();
    }

    /** What may not be looked at may be there: writing to it will say. */
    private boolean isMissing(Admin admin, String topic) throws SinkException, InterruptedException {
        try {
            await(admin.describeTopics(List.of(topic)).allTopicNames());
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return true;
            }
            throw KafkaFailure.of(settings, e);
        }
    }

    private void create(Admin admin, NewTopic wanted) throws SinkException, InterruptedException {
        String topic = wanted.name();
        if (!settings.createTopics()) {
            throw missing(topic, "publish.kafka.createTopics is false", null);
        }
        try {
            await(admin.createTopics(List.of(wanted)).all());
            awaitKnown(admin, topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw missing(topic, e.getCause().getMessage(), e);
            }
        }
    }

    /** The broker that is asked next may hear of it later than the one that made it. */
    private void awaitKnown(Admin admin, String topic) throws SinkException, InterruptedException {
        long start = System.nanoTime();
        while (isMissing(admin, topic) && System.nanoTime() - start < settings.patience().toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private <T> T await(Future<T> answer) throws ExecutionException, InterruptedException, SinkException {
        try {
            return answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw KafkaFailure.of(settings, e);
        }
    }

    private SinkException missing(String topic, String why, Exception cause) {
        return new SinkException("cannot deliver to Kafka at " + settings.bootstrapServers() + ": topic " + topic + " does not exist and is not made ("
                + why + "): have it created, or allow this user to create it", cause);
    }
}
