// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FindingDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingRoutesTest {

    @TempDir
    private Path directory;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web");
    private Path socket;
    private ApiServer server;
    private ApiClient client;
    private String id;

    @BeforeEach
    void start() throws IOException, ApiException {
        socket = directory.resolve("winnow.sock");
        server = new ApiServer(socket, ApiLimits.DEFAULT, analyzer, new ViolationFeed(10), CommandRunner.NONE);
        server.start();
        client = new ApiClient(new CheckedRequests(socket));
        id = client.findings(Map.of()).get(0).id();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsAllIfNothingIsSaid() {
        assertThat(analyzer.findings().asked()).isEqualTo(FindingQuery.ALL);
    }

    @Test
    void asksForWhatTheQuerySays() throws ApiException {
        client.findings(Map.of("since", "2026-11-21T10:00:00Z", "severity", "high", "state", "open,closed", "workload", "shop/a b"));
        assertThat(analyzer.findings().asked()).isEqualTo(new FindingQuery(
                Optional.of(Instant.parse("2026-11-21T10:00:00Z")), Severity.HIGH, Set.of(FindingState.OPEN, FindingState.CLOSED), "shop/a b"));
    }

    @ParameterizedTest
    @CsvSource({"since, yesterday", "severity, bad", "state, 'open,bad'", "limit, 0", "after, f-0", "other, 1"})
    void aWrongParameterIsNamed(String name, String value) {
        assertThatThrownBy(() -> client.findings(Map.of(name, value))).isInstanceOf(ApiException.class).hasMessageContaining(name).hasMessageNotContaining("\n");
    }

    @Test
    void showsOne() throws ApiException {
        FindingDocument finding = client.finding(id);
        assertThat(finding.title()).isEqualTo("A namespace was entered and a file system mounted");
        assertThat(finding.actor().parents()).hasSize(1);
        assertThatThrownBy(() -> client.finding("f-0")).hasMessageContaining("no finding is called \"f-0\"");
    }

    @Test
    void decidesOnBehalfOfTheUserThatTheKernelNames() throws ApiException, IOException {
        String user = "uid " + Files.getAttribute(socket, "unix:uid");
        client.decide(id, "acknowledge", "");
        assertThat(analyzer.findings().decision()).isEqualTo("acknowledged by " + user + ": ");
        client.decide(id, "accept", "a & b");
        assertThat(analyzer.findings().decision()).isEqualTo("accepted by " + user + ": a & b");
        assertThatThrownBy(() -> client.decide(id, "forget", "")).hasMessageContaining("no such resource");
    }

    @Test
    void aDecisionIsPosted() throws IOException {
        assertThat(RawClient.exchange(socket, "GET /v1/findings/" + id + "/accept HTTP/1.1\r\nHost: winnow\r\n\r\n")).startsWith("HTTP/1.1 405");
    }

    @Test
    @Timeout(30)
    void followersGetTheNewestAndThenEachUpdate() throws ApiException {
        analyzer.findings().feed().add("{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        client.followFindings(() -> {}, line -> {
            lines.add(line);
            if (lines.size() == 1) {
                analyzer.findings().feed().add("{\"id\":\"2\"}".getBytes(StandardCharsets.UTF_8));
            }
            return lines.size() < 2;
        });
        assertThat(lines).containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}");
    }

    @Test
    @Timeout(30)
    void browsersGetServerSentEvents() throws IOException {
        analyzer.findings().feed().add("{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8));
        try (RawClient browser = new RawClient(socket)) {
            browser.send("GET /v1/findings HTTP/1.1\r\nHost: winnow\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(browser.readUntil("data: {\"id\":\"1\"}")).contains("text/event-stream");
        }
    }
}
