// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that reads frames as RFC 6587 has them. */
class SyslogSinkTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private volatile Socket client;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                client = accepted;
                InputStream in = accepted.getInputStream();
                for (int first = in.read(); first >= 0; first = in.read()) {
                    int length = first - '0';
                    for (int digit = in.read(); digit != ' '; digit = in.read()) {
                        length = length * 10 + digit - '0';
                    }
                    messages.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // the test closes it
            }
        }
    }

    private Publisher publisher() {
        return new Publisher(new SyslogSink(URI.create("tcp://127.0.0.1:" + server.getLocalPort()), Duration.ofSeconds(5)), 10, Duration.ofMillis(5),
                Duration.ofSeconds(10));
    }

    @Test
    void anEventIsAMessageOfRfc5424WithTheCloudEventAsText() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            publisher.publish(Samples.event("key", 2), 2);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
            await().atMost(LIMIT).until(() -> messages.size() == 2);
        }
        assertThat(messages.get(0)).startsWith("<108>1 2026-11-21T10:00:00.123456Z node winnow - violations - {\"specversion\":\"1.0\",\"id\":\"id-1\"").endsWith("}");
        assertThat(messages.get(1)).contains("id-2");
    }

    @Test
    void aServerThatClosedTheConnectionGetsWhatComesThen() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            await().atMost(LIMIT).until(() -> messages.size() == 1);
            client.shutdownOutput();
            client.close();
            await().atMost(LIMIT).until(() -> client.isClosed());
            publisher.publish(Samples.event("key", 2), 2);
            await().atMost(LIMIT).until(() -> messages.size() == 2);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
    }
}
