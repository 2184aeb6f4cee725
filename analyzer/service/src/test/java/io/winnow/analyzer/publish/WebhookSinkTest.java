// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server. */
class WebhookSinkTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private record Posted(String type, String id, String timestamp, String signature, byte[] body) {}

    private final ObjectMapper json = new ObjectMapper();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    /** Status by the number of the request, from 0. */
    private volatile IntUnaryOperator status = number -> 204;
    private HttpServer server;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", this::take);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int answer = status.applyAsInt(posted.size());
        posted.add(new Posted(exchange.getRequestHeaders().getFirst("Content-Type"), exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"), exchange.getRequestHeaders().getFirst("webhook-signature"), body));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private Publisher publisher(Optional<Path> secret) {
        URI url = URI.create("http://user:pass@127.0.0.1:" + server.getAddress().getPort() + "/hook?token=t");
        return new Publisher(new WebhookSink(url, secret, Duration.ofSeconds(5)), 10, Duration.ofMillis(5), Duration.ofSeconds(10));
    }

    private static void publish(Publisher publisher, int... numbers) {
        publisher.start();
        for (int number : numbers) {
            publisher.publish(Samples.event("key", number), number);
        }
    }

    private List<Integer> numbers() {
        return posted.stream().map(one -> {
            try {
                return json.readTree(one.body()).at("/data/number").asInt(-1);
            } catch (IOException e) {
                return -2;
            }
        }).toList();
    }

    @Test
    void eachEventIsPostedInOrderAndSignedOverIdTimeAndBody() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        try (Publisher publisher = publisher(Optional.of(secret))) {
            publish(publisher, 1, 2, 3);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
            assertThat(publisher.description()).isEqualTo("the webhook http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        }
        assertThat(numbers()).containsExactly(1, 2, 3);
        Posted first = posted.get(0);
        JsonNode event = json.readTree(first.body());
        assertThat(first.type()).startsWith("application/cloudevents+json");
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(first.id()).isEqualTo(event.path("id").asText()).isEqualTo("id-1");
        assertThat(first.signature()).isEqualTo("v1," + WebhookSink.signature("s3cret".getBytes(StandardCharsets.UTF_8), first.id(), first.timestamp(), first.body()));
    }

    /** The example of the specification. */
    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(WebhookSink.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aServerThatFailsGetsTheEventAgainAndThoseBehindItLater() throws Exception {
        status = number -> number < 2 ? 503 : 200;
        try (Publisher publisher = publisher(Optional.empty())) {
            publish(publisher, 1, 2);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
        assertThat(numbers()).containsExactly(1, 1, 1, 2);
        assertThat(posted).allSatisfy(one -> assertThat(one.signature()).isNull());
    }

    @Test
    void anEventThatIsRefusedGivesADeadLetterAndHoldsNothingUp() throws Exception {
        status = number -> number == 0 ? 413 : 200;
        try (Publisher publisher = publisher(Optional.empty())) {
            publish(publisher, 1, 2);
            assertThat(publisher.awaitConfirmed(LIMIT)).isTrue();
        }
        assertThat(posted).hasSize(3);
        assertThat(posted).anySatisfy(one -> assertThat(json.readTree(one.body()).path("type").asText()).isEqualTo("io.winnow.deadletter.v1"));
    }

    @Test
    void aServerThatIsAwayIsNamedWithoutItsSecrets() {
        server.stop(0);
        try (Publisher publisher = publisher(Optional.empty())) {
            publish(publisher, 1);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(publisher.lastError())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("/hook", "publish.webhook.url").doesNotContain("pass", "token")));
        }
    }
}
