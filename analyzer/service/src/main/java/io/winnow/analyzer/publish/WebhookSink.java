// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts events as CloudEvents in structured mode (HTTP binding §3.2), one after the other. If there is a secret, each is signed as <a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a> says: HMAC-SHA256 over
 * {@code ID.TIMESTAMP.BODY}. Answers of 2xx confirm. Those that say that the event itself is wrong refuse it; whatever else happens is tried again.
 */
public final class WebhookSink implements Sink {

    private static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
    private static final String ALGORITHM = "HmacSHA256";
    /** Bad request, content too large, unsupported media type, unprocessable content. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);
    /** What a secret in base64 begins with. */
    private static final String ENCODED = "whsec_";
    private static final int SUCCESS = 2;
    private static final int CLASS = 100;

    private final URI url;
    private final Optional<Path> secretFile;
    private final int timeoutMillis;
    private final CloudEvents events = new CloudEvents();
    private Optional<byte[]> secret = Optional.empty();

    /**
     * @param url http or https
     * @param secret file of the key that signs: as it is, or in base64 behind {@code whsec_}; its last line end does not count
     * @param patience how long the server may take to answer
     */
    public WebhookSink(URI url, Optional<Path> secret, Duration patience) {
        this.url = url;
        this.secretFile = secret;
        this.timeoutMillis = (int) patience.toMillis();
    }

    /** Reads the secret again, so that a new one counts after a refusal. */
    @Override
    public void open() throws SinkException {
        if (secretFile.isPresent()) {
            try {
                secret = Optional.of(key(Files.readString(secretFile.get()).replaceFirst("\\R$", "")));
            } catch (IOException e) {
                throw new SinkException(secretFile.get() + " cannot be read (" + IoReason.of(e) + "): check publish.webhook.secret", e);
            }
        }
    }

    private static byte[] key(String text) throws SinkException {
        try {
            return text.startsWith(ENCODED) ? Base64.getDecoder().decode(text.substring(ENCODED.length())) : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SinkException("the secret in publish.webhook.secret begins with " + ENCODED + " and is not base64 behind it: correct it", e);
        }
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException {
        byte[] body = events.structured(event);
        int status = post(event.id(), body);
        if (status / CLASS == SUCCESS) {
            delivery.confirmed();
        } else if (REFUSALS.contains(status)) {
            delivery.refused("HTTP status " + status);
        } else {
            throw new SinkException("cannot deliver to " + description() + " (HTTP status " + status + "): check publish.webhook and what the server logs");
        }
    }

    private int post(String id, byte[] body) throws SinkException {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setInstanceFollowRedirects(false); // an event goes where it was configured to go
            connection.setConnectTimeout(timeoutMillis);
            connection.setReadTimeout(timeoutMillis);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            connection.setRequestProperty("Content-Type", CONTENT_TYPE);
            sign(connection, id, body);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            drain(status / CLASS == SUCCESS ? connection.getInputStream() : connection.getErrorStream());
            return status;
        } catch (IOException e) {
            throw new SinkException("cannot deliver to " + description() + " (" + IoReason.of(e) + "): check publish.webhook.url, and that the server answers", e);
        }
    }

    /** So that the connection is used again; no more than a polite answer has. */
    private static void drain(InputStream answer) throws IOException {
        if (answer != null) {
            try (answer) {
                answer.readNBytes(1 << 16);
            }
        }
    }

    private void sign(HttpURLConnection connection, String id, byte[] body) {
        secret.ifPresent(key -> {
            String seconds = Long.toString(Instant.now().getEpochSecond());
            connection.setRequestProperty("webhook-id", id);
            connection.setRequestProperty("webhook-timestamp", seconds);
            connection.setRequestProperty("webhook-signature", "v1," + signature(key, id, seconds, body));
        });
    }

    /** In base64. */
    static String signature(byte[] key, String id, String seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public void flush() {
        // each event is answered before the next is sent
    }

    @Override
    public void close(Duration patience) {
        // connections are the JDK's
    }

    /** Without user and query, which may be secret. */
    @Override
    public String description() {
        return "the webhook " + url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getRawPath();
    }
}
