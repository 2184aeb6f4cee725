// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import static io.winnow.analyzer.cli.config.SettingChecks.given;

import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.FileSink;
import io.winnow.analyzer.publish.KafkaSecurity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where findings and violations go: to the one place that is configured, otherwise to the file. */
public record PublishSettings(
        int buffer, Duration retryAfter, Kafka kafka, Webhook webhook, Syslog syslog, boolean stdout, File file) {

    /** A few violations; each of them fits. */
    private static final ByteSize MIN_FILE = new ByteSize(64 << 10);

    public PublishSettings {
        SettingChecks.between("buffer", buffer, 1, 1_000_000);
        SettingChecks.positive("retryAfter", retryAfter);
        List<String> places = Stream.of(kafka.servers().map(any -> "kafka"), webhook.address().map(any -> "webhook"), syslog.address().map(any -> "syslog"),
                Optional.of("stdout").filter(any -> stdout)).flatMap(Optional::stream).toList();
        if (places.size() > 1) {
            throw new IllegalArgumentException(places.get(1) + "=: events go to one place, and publish." + places.get(0) + " is given, too");
        }
    }

    /** An HTTP server that events are posted to. */
    public record Webhook(String url, Path secret, Duration patience) {

        public Webhook {
            SettingChecks.positive("patience", patience);
            SettingChecks.address("url", url, Set.of("http", "https"), "https://HOST/PATH");
        }

        public Optional<URI> address() {
            return Optional.of(url.strip()).filter(text -> !text.isEmpty()).map(URI::create);
        }

        public Optional<Path> secretFile() {
            return given(secret);
        }
    }

    /** A syslog server. */
    public record Syslog(String server, Duration patience) {

        public Syslog {
            SettingChecks.positive("patience", patience);
            SettingChecks.address("server", server, Set.of("tcp"), "tcp://HOST:PORT");
            if (!server.isBlank() && URI.create(server.strip()).getPort() < 0) {
                throw new IllegalArgumentException("server=" + server + ": must be tcp://HOST:PORT");
            }
        }

        public Optional<URI> address() {
            return Optional.of(server.strip()).filter(text -> !text.isEmpty()).map(URI::create);
        }
    }

    /** Kafka. */
    public record Kafka(
            String bootstrapServers, Topics topics, Learned learned, boolean createTopics, Duration patience, Security security,
            Map<String, String> properties) {

        public Kafka {
            SettingChecks.positive("patience", patience);
        }

        public Optional<String> servers() {
            return bootstrapServers == null || bootstrapServers.isBlank() ? Optional.empty() : Optional.of(bootstrapServers.strip());
        }
    }

    /** How brokers and this client know each other. */
    public record Security(
            boolean tls, Path authorities, Path certificate, Path key, String mechanism, String user, Path secret, String tokens, String scope) {

        public Security {
            settings(tls, authorities, certificate, key, mechanism, user, secret, tokens, scope); // what cannot be is said when it is read
        }

        public KafkaSecurity settings() {
            return settings(tls, authorities, certificate, key, mechanism, user, secret, tokens, scope);
        }

        private static KafkaSecurity settings(
                boolean tls, Path authorities, Path certificate, Path key, String mechanism, String user, Path secret, String tokens, String scope) {
            return new KafkaSecurity(tls, given(authorities), given(certificate), given(key),
                    mechanism.isBlank() ? Optional.empty() : Optional.of(KafkaSecurity.Mechanism.of(mechanism.strip())), user, given(secret), tokens.strip(), scope);
        }
    }

    /** Names of topics. */
    public record Topics(String findings, String violations, String observations, String baselines, String cluster, String decisions, String deadletters) {

        public Map<EventStream, String> byStream() {
            return Map.of(EventStream.FINDINGS, findings, EventStream.VIOLATIONS, violations, EventStream.OBSERVATIONS, observations, EventStream.BASELINES, baselines,
                    EventStream.CLUSTER, cluster, EventStream.DECISIONS, decisions, EventStream.DEADLETTERS, deadletters);
        }
    }

    /**
     * Whether and when what is learned is published.
     *
     * @param growth least time between two events of a workload whose sets grow
     * @param counts the same of one of which only counts and times change
     */
    public record Learned(boolean enabled, Duration growth, Duration counts) {

        public Learned {
            SettingChecks.positive("growth", growth);
            SettingChecks.positive("counts", counts);
        }
    }

    /** JSON lines. */
    public record File(Path path, ByteSize maximum, int files, FileSink.Sync sync) {

        public File {
            SettingChecks.between("files", files, 1, 10_000);
            SettingChecks.atLeast("maximum", maximum, MIN_FILE);
        }
    }
}
