// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How brokers and this client know each other. Secrets are in files, which are read again for each new connection of the sink: a changed one counts
 * from then on.
 *
 * @param tls whether the connection is encrypted
 * @param authorities PEM file of the authorities that sign the brokers' certificates; empty: those that Java knows
 * @param certificate PEM file of the client's certificate chain; empty: none
 * @param key PEM file of its key, PKCS#8
 * @param mechanism SASL's; empty: none
 * @param user or the client's id for OAUTHBEARER
 * @param secret file of the password, or of the client's secret; its last line end does not count
 * @param tokens for OAUTHBEARER: URL of the endpoint that gives tokens, or of a file that has one
 * @param scope that is asked of the endpoint; may be empty
 */
public record KafkaSecurity(
        boolean tls, Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key, Optional<Mechanism> mechanism, String user,
        Optional<Path> secret, String tokens, String scope) {

    public static final KafkaSecurity NONE = new KafkaSecurity(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", Optional.empty(), "", "");

    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
    private static final String ALLOWED_FILES = "org.apache.kafka.sasl.oauthbearer.allowed.files";
    private static final String FILE_URL = "file:";

    /** Of SASL. */
    public enum Mechanism {
        SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        OAUTHBEARER("OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule");

        private final String label;
        private final String module;

        Mechanism(String label, String module) {
            this.label = label;
            this.module = "org.apache.kafka.common.security." + module + " required";
        }

        /** @throws IllegalArgumentException if it is none, with those that there are */
        public static Mechanism of(String label) {
            for (Mechanism mechanism : values()) {
                if (mechanism.label.equals(label)) {
                    return mechanism;
                }
            }
            throw new IllegalArgumentException("mechanism=" + label + ": must be SCRAM-SHA-512, SCRAM-SHA-256, PLAIN or OAUTHBEARER");
        }
    }

    public KafkaSecurity {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((key.isPresent() ? "key=" + key.get() : "certificate=" + certificate.get()) + ": certificate and key are needed together");
        }
        if (!tls && (authorities.isPresent() || key.isPresent())) {
            throw new IllegalArgumentException("tls=false: authorities, certificate and key take tls: true");
        }
        if (mechanism.isPresent() && mechanism.get() == Mechanism.OAUTHBEARER && tokens.isEmpty()) {
            throw new IllegalArgumentException("tokens=" + tokens + ": OAUTHBEARER takes the URL of a token endpoint, or file:///PATH of a token");
        }
        if (mechanism.isPresent() && !tokens.startsWith(FILE_URL) && (user.isEmpty() || secret.isEmpty())) {
            throw new IllegalArgumentException("mechanism=" + mechanism.get().label + ": user and secret are needed");
        }
    }

    /** For Kafka's clients. @throws SinkException if a file cannot be read */
    Map<String, Object> properties() throws SinkException {
        Map<String, Object> properties = new HashMap<>();
        if (tls || mechanism.isPresent()) {
            properties.put("security.protocol", mechanism.isEmpty() ? "SSL" : tls ? "SASL_SSL" : "SASL_PLAINTEXT");
        }
        if (authorities.isPresent()) {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.certificates", read("authorities", authorities.get()));
        }
        if (key.isPresent()) {
            properties.put("ssl.keystore.type", "PEM");
            properties.put("ssl.keystore.certificate.chain", read("certificate", certificate.get()));
            properties.put("ssl.keystore.key", read("key", key.get()));
        }
        if (mechanism.isPresent()) {
            properties.put("sasl.mechanism", mechanism.get().label);
            properties.putAll(mechanism.get() == Mechanism.OAUTHBEARER ? tokenProperties() : passwordProperties());
        }
        return properties;
    }

    private Map<String, Object> passwordProperties() throws SinkException {
        return Map.of("sasl.jaas.config", mechanism.orElseThrow().module + " username=" + quoted(user) + " password=" + quoted(password()) + ";");
    }

    /** Kafka asks no endpoint and reads no file that the process does not name. */
    private Map<String, Object> tokenProperties() throws SinkException {
        System.setProperty(ALLOWED_URLS, tokens);
        Map<String, Object> properties = new HashMap<>(Map.of(
                "sasl.jaas.config", Mechanism.OAUTHBEARER.module + ";",
                "sasl.login.callback.handler.class", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
                "sasl.oauthbearer.token.endpoint.url", tokens));
        if (tokens.startsWith(FILE_URL)) {
            System.setProperty(ALLOWED_FILES, tokens.replaceFirst("^file:(//)?", ""));
            return properties;
        }
        properties.put("sasl.oauthbearer.client.credentials.client.id", user);
        properties.put("sasl.oauthbearer.client.credentials.client.secret", password());
        if (!scope.isEmpty()) {
            properties.put("sasl.oauthbearer.scope", scope);
        }
        return properties;
    }

    private String password() throws SinkException {
        return read("secret", secret.orElseThrow()).replaceFirst("\\R$", "");
    }

    private static String read(String setting, Path file) throws SinkException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SinkException(file + " cannot be read (" + IoReason.of(e) + "): check publish.kafka.security." + setting, e);
        }
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
