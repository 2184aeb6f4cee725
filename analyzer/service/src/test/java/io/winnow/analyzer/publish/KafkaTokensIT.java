// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker that wants signed tokens (OAUTHBEARER), and lets the user whom a token names do only what that user was granted. */
class KafkaTokensIT {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String ISSUER = "https://issuer.example";
    private static final String USER = "winnow-node-1";

    @TempDir
    private static Path directory;

    private static KeyPair key;
    private static KeyPair otherKey;
    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
        otherKey = generator.generateKeyPair();
        RSAPublicKey known = (RSAPublicKey) key.getPublic();
        Path keys = Files.writeString(directory.resolve("keys.json"), """
                {"keys":[{"kty":"RSA","kid":"one","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}
                """.formatted(number(known.getModulus()), number(known.getPublicExponent())));
        broker = new SecuredBroker("SASL_PLAINTEXT", """
                listener.name.secure.sasl.enabled.mechanisms=OAUTHBEARER
                listener.name.secure.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
                listener.name.secure.oauthbearer.sasl.server.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler
                sasl.oauthbearer.jwks.endpoint.url=KEYS
                sasl.oauthbearer.expected.audience=kafka
                sasl.oauthbearer.expected.issuer=ISSUER
                """.replace("KEYS", keys.toUri().toString()).replace("ISSUER", ISSUER));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aTokenOfAnotherIssuersKeyIsRefusedAndWhatWaitsArrivesWithTheRightOne() throws Exception {
        broker.topic("file");
        Path token = Files.writeString(directory.resolve("token"), token(otherKey));
        try (Publisher publisher = publisher("file", "", Optional.empty(), "file://" + token)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            SecuredBroker.awaitError(publisher, "invalid_token");
            SecuredBroker.awaitError(publisher, "check publish.kafka.security");
            assertThat(publisher.lowestUnconfirmed()).hasValue(1);
            Files.writeString(token, token(key));
            SecuredBroker.awaitError(publisher, "ot authorized");
            broker.grant("file", USER);
            assertThat(publisher.awaitConfirmed(SecuredBroker.LIMIT)).as("%s", publisher.lastError()).isTrue();
        }
        assertThat(KafkaTopic.records(broker.bootstrapServers(), "file", 1)).hasSize(1);
    }

    @Test
    void aTokenIsFetchedFromAnEndpointWithTheClientsIdAndSecret() throws Exception {
        broker.topic("endpoint");
        broker.grant("endpoint", USER);
        AtomicReference<String> asked = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2);
        server.createContext("/token", exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("Authorization") + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = ("{\"access_token\":\"" + token(key) + "\",\"token_type\":\"Bearer\",\"expires_in\":600}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
        try (Publisher publisher = publisher("endpoint", USER, Optional.of(secret), endpoint)) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            assertThat(publisher.awaitConfirmed(SecuredBroker.LIMIT)).as("%s", publisher.lastError()).isTrue();
        } finally {
            server.stop(0);
        }
        String credentials = Base64.getEncoder().encodeToString((USER + ":s3cret").getBytes(StandardCharsets.UTF_8));
        assertThat(asked.get()).startsWith("Basic " + credentials).contains("grant_type=client_credentials");
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return BASE64.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** A JWT (RFC 7519), signed with RS256. */
    private static String token(KeyPair signer) {
        long now = Instant.now().getEpochSecond();
        String head = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"one\"}");
        String body = encoded("{\"iss\":\"%s\",\"aud\":\"kafka\",\"sub\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"write\"}".formatted(ISSUER, USER, now, now + 600));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
            return head + "." + body + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with RSA", e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Publisher publisher(String topic, String user, Optional<Path> secret, String tokens) {
        return broker.publisher(topic, new KafkaSecurity(false, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(KafkaSecurity.Mechanism.OAUTHBEARER), user, secret, tokens, ""));
    }
}
