// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker: one combined KRaft node on loopback, in a process of its own, so that it can be killed
 * like a real one and come back with the same port and the same data. Alone, or one of a {@link BrokerCluster}. It ends with this JVM.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Duration START_LIMIT = Waiting.LIMIT;
    private static final Duration TOPIC_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final String cluster;
    private final boolean alone;
    private Process process;

    /**
     * @param cluster its id
     * @param alone whether it is the cluster
     * @param more properties: they outweigh the usual ones; %1$d is the port for clients, %2$d that of the controller
     */
    EmbeddedBroker(int port, int controllerPort, String cluster, boolean alone, String more) {
        this.directory = Directories.temporary("broker");
        this.port = port;
        this.cluster = cluster;
        this.alone = alone;
        Text.write(directory.resolve("server.properties"), properties(port, controllerPort) + more.formatted(port, controllerPort));
        Leftovers.add(this);
    }

    /**
     * Starts a broker on a free port with a temporary data directory.
     *
     * @throws IllegalStateException if it is not up within two minutes, with the end of its log
     */
    public static EmbeddedBroker start() {
        return start("");
    }

    /**
     * The same with further properties, which outweigh the usual ones. In them %1$d is the port for clients and %2$d that of the controller.
     *
     * @throws IllegalStateException if it is not up within two minutes, with the end of its log
     */
    public static EmbeddedBroker start(String properties) {
        EmbeddedBroker broker = new EmbeddedBroker(Ports.free(), Ports.free(), Uuid.randomUuid().toString(), true, properties);
        try {
            broker.restart();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** For a client's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** True while the broker's process runs. */
    public boolean running() {
        return process != null && process.isAlive();
    }

    /** Makes a topic and waits until it can be used. */
    public void createTopic(String name, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get(30, TimeUnit.SECONDS);
            Waiting.until("topic " + name, TOPIC_LIMIT, () -> isKnown(admin, name));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topic not created: topic=" + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + name, e);
        }
    }

    /** A broker answers that it made a topic before each of its parts knows it. */
    private static boolean isKnown(Admin admin, String topic) {
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get(TOPIC_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The codecs of the batches that lie in the topic's files, by number: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
    public Set<Integer> codecs(String topic) {
        Set<Integer> codecs = new TreeSet<>();
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(file -> file.getParent().getFileName().toString().matches(Pattern.quote(topic) + "-\\d+")).toList()) {
                if (file.toString().endsWith(".log")) {
                    codecs(ByteBuffer.wrap(Files.readAllBytes(file)), codecs);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codecs;
    }

    /** A batch (version 2) is an offset, the length of what follows, and in that 9 bytes on the attributes, whose lowest 3 bits are the codec. */
    private static void codecs(ByteBuffer batches, Set<Integer> codecs) {
        while (batches.remaining() > 61 && batches.getInt(batches.position() + 8) > 0) {
            codecs.add(batches.getShort(batches.position() + 21) & 7);
            batches.position(batches.position() + 12 + batches.getInt(batches.position() + 8));
        }
    }

    /** Ends the broker in good order; its data stay for {@link #restart()}. */
    public void stop() {
        if (running()) {
            process.destroy();
            awaitEnd();
        }
    }

    /** Ends the broker with SIGKILL; its data stay as they are for {@link #restart()}. */
    public void kill() {
        if (running()) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** Stops its process where it is: it takes what is sent to it, and answers nothing, until {@link #resume()}. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        Shell.run("sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(process.pid())).orThrow();
    }

    /** Starts the broker again on the same port and the same data, unless it runs. */
    public void restart() {
        launch();
        awaitUp();
        awaitUsable();
    }

    /** Starts its process, unless it runs. */
    void launch() {
        if (running()) {
            return;
        }
        try {
            process = new ProcessBuilder(ChildJvm.commandIn(directory, BrokerProcess.class, directory.toString(), cluster, alone ? "standalone" : "member"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for the broker", e);
        }
    }

    /** Waits until it takes connections. */
    void awaitUp() {
        boolean up = Waiting.holds(START_LIMIT, () -> !process.isAlive() || Ports.accepts(port));
        if (!up || !process.isAlive()) {
            throw new IllegalStateException("broker did not start: port=" + port + " log=" + tail(log()));
        }
    }

    /** Ends the broker and deletes its data. */
    @Override
    public void close() {
        kill();
        Directories.delete(directory);
        Leftovers.remove(this);
    }

    private void awaitUsable() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("broker does not answer: port=" + port + " log=" + tail(log()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the broker", e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    private String properties(int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                auto.create.topics.enable=true
                broker.session.timeout.ms=1500
                broker.heartbeat.interval.ms=300
                num.partitions=2
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                log.segment.bytes=16777216
                log.cleaner.dedupe.buffer.size=2097152
                log.cleaner.threads=1
                num.network.threads=2
                num.io.threads=2
                """.formatted(port, controllerPort, directory.resolve("data"));
    }

    private static String tail(Path log) {
        if (!Files.exists(log)) {
            return "(none)";
        }
        List<String> lines = Text.read(log).lines().toList();
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
