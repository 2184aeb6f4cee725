// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.NetworkSettings;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.FileSink;
import io.winnow.analyzer.publish.KafkaSecurity;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.collector.agent.CollectorConfig;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.tracer.TracerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsLoaderTest {

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void knobsOfAdviceAndFreezingAreRead() throws IOException {
        Path file = Files.writeString(directory.resolve("knobs.yaml"), """
                analyzer:
                  groupBy: image
                  versions: {startFrozen: true, keep: 3}
                  freeze: {leastAge: 0s, leastWindows: 0, automatic: true, coverage: 0.9, leastTime: 2h, leastReplicas: 3}
                advice: {allow: [getpid], block: [ptrace, bpf], execSessions: true}
                """);
        Settings settings = new SettingsLoader(Map.of()).load(Optional.of(file));
        assertThat(settings.analyzer().rules().grouping()).isEqualTo(Grouping.IMAGE);
        assertThat(settings.analyzer().rules().freeze()).contains(new LearningRules.FreezeRule(0.9, Duration.ofHours(2), 3));
        assertThat(settings.analyzer().rules().startFrozen()).isTrue();
        assertThat(settings.analyzer().versions().keep()).isEqualTo(3);
        assertThat(settings.advice().options().alwaysBlock()).containsExactlyInAnyOrder("ptrace", "bpf");
        assertThat(new SettingsLoader(Map.of()).load(Optional.empty()).analyzer().rules()).as("off by default").isEqualTo(LearningRules.DEFAULT);
        Path misspelt = Files.writeString(directory.resolve("misspelt.yaml"), "advice:\n  block: [ptrase]\n");
        assertThatThrownBy(() -> new SettingsLoader(Map.of()).load(Optional.of(misspelt)))
                .hasMessageContaining("line 2").hasMessageContaining("no system call is called \"ptrase\"");
    }

    @Test
    void whatTheCodeTakesWithoutAConfigurationIsWhatTheDefaultsSay() {
        Settings settings = load(Optional.empty());
        Settings.Collector collector = settings.collector();
        assertThat(TracerOptions.DEFAULT.slots()).isEqualTo(collector.slots());
        assertThat(TracerOptions.DEFAULT.items()).isEqualTo(collector.items());
        assertThat(TracerOptions.DEFAULT.ringBytes()).isEqualTo((int) collector.ring().bytes());
        assertThat(CollectorConfig.Timing.DEFAULT.window()).isEqualTo(collector.window());
        assertThat(QueueConfig.of(directory).maxBytes()).isEqualTo(collector.queueMaximum().bytes());
        assertThat(QueueConfig.of(directory).reserveBytes()).isEqualTo(collector.diskReserve().bytes());
        assertThat(ApiLimits.DEFAULT.connections()).isEqualTo(settings.api().connections());
        assertThat(LearningRules.DEFAULT).isEqualTo(settings.analyzer().rules());
        assertThat(AdviceOptions.DEFAULT).isEqualTo(settings.advice().options());
    }

    @Test
    void theDefaultsAreWhatTheDocumentationSays() {
        Settings settings = load(Optional.empty());
        assertThat(settings.cluster()).isEqualTo("default");
        assertThat(settings.node()).isEmpty();
        assertThat(settings.state()).isEqualTo(Path.of("/var/lib/winnow"));
        assertThat(settings.events()).isEqualTo(Path.of("/var/lib/winnow/queue/events"));
        assertThat(settings.control()).isEqualTo(Path.of("/var/lib/winnow/queue/control"));
        assertThat(settings.baselines()).isEqualTo(Path.of("/var/lib/winnow/baselines"));
        assertThat(settings.violationsFile()).isEqualTo(Path.of("/var/lib/winnow/violations.jsonl"));
        assertThat(settings.collector()).isEqualTo(new Settings.Collector(Path.of("/sys/fs/bpf/winnow"), false, 1024, 65536, new ByteSize(16 << 20),
                Duration.ofSeconds(10), new ByteSize(1 << 30), new ByteSize(256 << 20), Path.of("/"), List.of(), List.of()));
        assertThat(settings.analyzer()).isEqualTo(new Settings.Analyzer(Duration.ofSeconds(2), false, Path.of(""), Duration.ofSeconds(10), Grouping.WORKLOAD, Duration.ZERO,
                Duration.ofMinutes(2),
                new Settings.Freeze(Duration.ofMinutes(10), 10, false, 0.999, Duration.ofHours(24), 2), new Settings.Versions(false, 10),
                new Settings.Kubernetes("off", "", "", Set.of(), false)));
        assertThat(settings.advice()).isEqualTo(new Settings.Advice(Set.of(), Set.of(), false, Tolerance.SIBLINGS));
        assertThat(settings.api()).isEqualTo(new Settings.Api(Path.of("/run/winnow/winnow.sock"), 64,
                new Settings.Network("", Set.of(), Path.of(""), Path.of(""), Path.of(""), Path.of(""))));
        assertThat(settings.api().network().settings()).as("nothing listens on the network").isEmpty();
        assertThat(settings.publish().buffer()).isEqualTo(10_000);
        assertThat(settings.publish().kafka().servers()).isEmpty();
        assertThat(settings.publish().kafka().topics().byStream()).isEqualTo(Map.of(EventStream.FINDINGS, "winnow.findings", EventStream.VIOLATIONS, "winnow.violations",
                EventStream.OBSERVATIONS, "winnow.observations", EventStream.BASELINES, "winnow.baselines", EventStream.CLUSTER, "winnow.cluster",
                EventStream.DECISIONS, "winnow.decisions", EventStream.DEADLETTERS, "winnow.deadletter"));
        assertThat(settings.publish().kafka().learned()).isEqualTo(new PublishSettings.Learned(false, Duration.ofSeconds(10), Duration.ofMinutes(10)));
        assertThat(settings.publish().kafka().security().settings()).isEqualTo(KafkaSecurity.NONE);
        assertThat(settings.publish().file().sync()).isEqualTo(FileSink.Sync.ALWAYS);
        assertThat(settings.publish().file().maximum()).isEqualTo(new ByteSize(64 << 20));
    }

    @Test
    void theNetworkIsServedAsItIsConfigured() throws IOException {
        Settings settings = load(file("""
                api:
                  network:
                    address: 0.0.0.0:9464
                    hosts: [winnow.example]
                    certificate: /c
                    key: /k
                    principals: /p
                """));
        assertThat(settings.api().network().settings()).contains(new NetworkSettings(NetworkSettings.parse("0.0.0.0:9464"), Set.of("winnow.example"),
                Optional.of(new NetworkSettings.Tls(Path.of("/c"), Path.of("/k"), Optional.empty())), Optional.of(Path.of("/p"))));
    }

    @Test
    void aFileNeedsOnlyWhatDiffers() throws IOException {
        Settings settings = load(file("""
                state: /srv/winnow
                publish:
                  kafka:
                    bootstrapServers: a:9092,b:9092
                    properties:
                      security.protocol: SSL
                """));
        assertThat(settings.events()).isEqualTo(Path.of("/srv/winnow/queue/events"));
        assertThat(settings.publish().kafka().servers()).contains("a:9092,b:9092");
        assertThat(settings.publish().kafka().properties()).isEqualTo(Map.of("security.protocol", "SSL"));
        assertThat(settings.publish().kafka().topics().violations()).isEqualTo("winnow.violations");
        assertThat(settings.collector().slots()).isEqualTo(1024);
    }

    @Test
    void anEmptyFileOrSectionChangesNothing() throws IOException {
        Settings defaults = load(Optional.empty());
        assertThat(load(file(""))).isEqualTo(defaults);
        assertThat(load(file("# only a comment\n"))).isEqualTo(defaults);
        assertThat(load(file("api:\npublish:\n  kafka:\n"))).isEqualTo(defaults);
    }

    @Test
    void theEnvironmentOutweighsTheFile() throws IOException {
        environment.put("WINNOW_API_SOCKET", "/tmp/from-environment.sock");
        environment.put("WINNOW_PUBLISH_KAFKA_BOOTSTRAP_SERVERS", "env:9092");
        environment.put("WINNOW_COLLECTOR_RUNTIME_STATES", "/run/a, /run/b");
        environment.put("WINNOW_COLLECTOR_KEEP_PINS", "true");
        Settings settings = load(file("api:\n  socket: /tmp/from-file.sock\n"));
        assertThat(settings.api().socket()).isEqualTo(Path.of("/tmp/from-environment.sock"));
        assertThat(settings.publish().kafka().servers()).contains("env:9092");
        assertThat(settings.collector().runtimeStates()).containsExactly(Path.of("/run/a"), Path.of("/run/b"));
        assertThat(settings.collector().keepPins()).isTrue();
    }

    @Test
    void variablesThatNameNoSettingAreLeftAlone() {
        environment.put("WINNOW_SERVICE_HOST", "10.0.0.1");
        assertThat(load(Optional.empty()).cluster()).isEqualTo("default");
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndWhatIsKnown() throws IOException {
        Optional<Path> file = file("cluster: prod\napi:\n  sokcet: /tmp/x\n");
        assertThatThrownBy(() -> load(file))
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessage(file.get() + ": line 3, column 3: unknown key \"api.sokcet\": known here are connections, network, socket");
    }

    @Test
    void aSecondDocumentInTheFileIsNamedWithItsPlace() throws IOException {
        Optional<Path> file = file("cluster: prod\n---\nstate: /tmp/x\n");
        assertThatThrownBy(() -> load(file)).isInstanceOf(CommandException.class)
                .hasMessageStartingWith(file.get() + ": line 3, column 1: a second document begins").hasMessageNotContaining("io.winnow");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'collector:\n  window: soon\n'                  | line 2, column 3: key \"collector.window\": \"soon\" is not a time",
        "'collector:\n  window: 0s\n'                    | line 2, column 3: key \"collector.window\": window=PT0S: must be more than nothing",
        "'collector:\n  ring: 5MB\n'                     | line 2, column 3: key \"collector.ring\": \"5MB\" is not a size",
        "'collector:\n  ring: 5000\n'                    | line 2, column 3: key \"collector.ring\": ring=5000: must be a power of two",
        "'collector:\n  queueMaximum: 1\n'               | line 2, column 3: key \"collector.queueMaximum\": queueMaximum=1: must be at least 64MiB",
        "'publish:\n  file:\n    maximum: 0\n'            | line 3, column 5: key \"publish.file.maximum\": maximum=0: must be at least 64KiB",
        "'collector:\n  slots: 1\n'                      | line 2, column 3: key \"collector.slots\": slots=1: must be 2 to 65536",
        "'collector:\n  slots: many\n'                   | line 2, column 3: key \"collector.slots\"",
        "'collector: 7\n'                                | line 1, column 1: key \"collector\"",
        "'publish:\n  file:\n    sync: sometimes\n'      | line 3, column 5: key \"publish.file.sync\": \"sometimes\" is none of always, never",
        "'analyzer:\n  groupBy: pod\n'                  | line 2, column 3: key \"analyzer.groupBy\": \"pod\" is none of image, workload",
        "'publish:\n  kafka:\n    bootstrapServers: [a]\n' | line 3, column 5: key \"publish.kafka.bootstrapServers\"",
        "'api:\n\tsocket: /tmp/x\n'                      | line 2",
        "'api:\n  network:\n    address: 0.0.0.0:9464\n'  | line 3, column 5: key \"api.network.address\": address=0.0.0.0:9464: is not loopback, so it takes certificate",
        "'api:\n  network:\n    address: example.com\n'   | line 3, column 5: key \"api.network.address\": address=example.com: must be an IP address and a port",
        "'api:\n  network:\n    key: /k\n'                | line 3, column 5: key \"api.network.key\": key=/k: certificate and key are needed together",
        "'api:\n  network:\n    clientAuthorities: /a\n'  | line 3, column 5: key \"api.network.clientAuthorities\": clientAuthorities=/a: client certificates take",
        "'api: {socket: /a\n'                            | line 2",
        "'cluster: a\ncluster: b\n'                      | line 2, column",
        "'- a\n- b\n'                                    | must be key: value pairs",
        "'just text'                                     | must be key: value pairs",
    })
    void aBrokenFileIsReportedWithPlaceKeyAndReasonInOneLine(String text, String expected) throws IOException {
        Optional<Path> file = file(text);
        assertThatThrownBy(() -> load(file))
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageStartingWith(file.get().toString())
                .hasMessageContaining(expected)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void aBrokenVariableIsNamed() {
        environment.put("WINNOW_COLLECTOR_WINDOW", "soon");
        assertThatThrownBy(() -> load(Optional.empty())).hasMessageStartingWith("environment variable WINNOW_COLLECTOR_WINDOW: key \"collector.window\"");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> load(Optional.of(directory.resolve("none.yaml")))).hasMessage("no configuration file " + directory.resolve("none.yaml"));
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(directory.resolve("bytes.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> load(Optional.of(file))).isInstanceOf(CommandException.class).hasMessageContaining(file.toString());
    }

    @Test
    void everySettingHasAVariableOfItsOwn() {
        assertThat(SettingsLoader.variable("publish.kafka.bootstrapServers")).isEqualTo("WINNOW_PUBLISH_KAFKA_BOOTSTRAP_SERVERS");
        assertThat(SettingsLoader.variable("cluster")).isEqualTo("WINNOW_CLUSTER");
    }

    private Settings load(Optional<Path> file) {
        return new SettingsLoader(environment).load(file);
    }

    private Optional<Path> file(String text) throws IOException {
        return Optional.of(Files.writeString(directory.resolve("winnow.yaml"), text));
    }
}
