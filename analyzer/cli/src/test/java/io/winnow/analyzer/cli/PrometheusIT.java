// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.http.client.SocketRequests;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus reads the metrics of the program at work. Needs root. */
class PrometheusIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path DEPLOYED = Path.of("..", "..", "deploy", "prometheus").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The host has one of them. */
    private static final int SLOTS = 5;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> started = new ArrayList<>();
    private final int metricsPort = Ports.free();
    private int prometheusPort;
    private OciRuntime runc;
    private Rootfs rootfs;
    private Path config;

    @BeforeEach
    void configure() throws IOException {
        runc = new Runc();
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/bin/ls", "/usr/bin/unshare");
        config = Files.writeString(directory.resolve("winnow.yaml"), """
                state: %1$s/state
                api:
                  socket: %1$s/w.sock
                  network:
                    address: 127.0.0.1:%2$d
                collector:
                  pins: ""
                  slots: %3$d
                  window: 1s
                  runtimeStates: [%4$s]
                """.formatted(directory, metricsPort, SLOTS, runc.root()));
    }

    @AfterEach
    void end() throws Exception {
        for (int i = started.size() - 1; i >= 0; i--) {
            started.get(i).close();
        }
        runc.close();
        rootfs.close();
    }

    @Test
    void theRulesAreRightAndFireWhenTheyShould() {
        assertThat(Shell.run("promtool", "check", "rules", DEPLOYED.resolve("winnow-rules.yml").toString()).orThrow().out()).contains("6 rules found");
        assertThat(Shell.run("promtool", "test", "rules", DEPLOYED.resolve("winnow-rules-test.yml").toString()).orThrow().out()).contains("SUCCESS");
    }

    @Test
    void aLossFiresItsRuleAndEachQueryOfTheDashboardReturnsData() throws Exception {
        winnow("run");
        await().atMost(SOON).untilAsserted(() -> assertThat(get(metricsPort, "/readyz")).isEqualTo("ok\n"));
        started.add(prometheus());
        await().atMost(SOON).untilAsserted(() -> assertThat(query("up{job=\"winnow\"}").at("/0/value/1").asText()).isEqualTo("1"));
        violate();
        profile();
        Path metrics = Files.writeString(directory.resolve("metrics"), get(metricsPort, "/metrics"));
        Shell.run("sh", "-c", "promtool check metrics <" + metrics).orThrow();

        loseSomething();

        await().atMost(SOON).untilAsserted(() -> assertThat(query("ALERTS{alertname=\"WinnowLoss\", alertstate=\"firing\", reason=\"slots-exhausted\"}")).isNotEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(query("winnow_partial_workloads > 0")).isNotEmpty());
        assertThat(query("winnow_map_entries{map=\"slots\"} == " + SLOTS)).isNotEmpty();
        assertThat(queriesOfTheDashboard()).hasSizeGreaterThan(15).allSatisfy(query -> assertThat(query(query)).as(query).isNotEmpty());
    }

    /** A frozen workload does what it has not done before: there is a violation, and something to review. */
    private void violate() throws IOException {
        Container container = runc.start("winnow-prometheus-web", rootfs, busy());
        started.add(container);
        await().atMost(SOON).untilAsserted(() -> assertThat(get(metricsPort, "/v1/workloads")).contains("winnow-prometheus-web"));
        Program freeze = winnow("freeze", "winnow-prometheus-web", "--force");
        assertThat(freeze.exitCode()).as(freeze.err()).isZero();
        container.exec("/usr/bin/unshare", "-U", "/bin/sh", "-c", ":");
        await().atMost(SOON).untilAsserted(() -> assertThat(query("sum(winnow_violations_total) > 0 and sum(winnow_alert_latency_seconds_count) > 0")).isNotEmpty());
    }

    private void profile() throws Exception {
        new SocketRequests(directory.resolve("w.sock")).ask("POST", "/v1/profiling/winnow-prometheus-web/start?seconds=600").close();
        await().atMost(SOON).untilAsserted(() -> assertThat(query("winnow_profiled_calls_total{workload=\"winnow-prometheus-web\", call=\"wait4\"} > 0")).isNotEmpty());
    }

    /** One container more than there are slots. */
    private void loseSomething() {
        for (int i = 0; i < SLOTS; i++) {
            started.add(runc.start("winnow-prometheus-" + i, rootfs, busy()));
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(query("winnow_lost_total{reason=\"slots-exhausted\"} > 0")).isNotEmpty());
    }

    private static OciSpec busy() {
        return OciSpec.of("/bin/sh", "-c", "while :; do /bin/sleep 0.1; /bin/ls / >/dev/null; done");
    }

    private static List<String> queriesOfTheDashboard() throws IOException {
        return JSON.readTree(DEPLOYED.resolve("winnow-dashboard.json").toFile()).findValuesAsText("expr").stream()
                .map(query -> query.replace("$__rate_interval", "1m").replace("$instance", ".*")).toList();
    }

    private AutoCloseable prometheus() throws IOException {
        prometheusPort = Ports.free();
        Path settings = Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: [%s]
                scrape_configs:
                  - job_name: winnow
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(DEPLOYED.resolve("winnow-rules.yml"), metricsPort));
        Process process = new ProcessBuilder("prometheus", "--config.file=" + settings, "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + prometheusPort).redirectErrorStream(true).redirectOutput(directory.resolve("prometheus.log").toFile()).start();
        return () -> process.destroyForcibly().waitFor();
    }

    private JsonNode query(String query) {
        try {
            String answer = get(prometheusPort, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
            return JSON.readTree(answer).at("/data/result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get(int port, String target) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).timeout(SOON).build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("%s: %s", target, answer.body()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError("no answer yet: " + target, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Program winnow(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--config";
        all[1] = config.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Program program = Program.start(directory, all);
        started.add(program);
        return program;
    }
}
