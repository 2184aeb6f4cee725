// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.ServiceCommands;
import io.winnow.analyzer.cli.Winnow;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FindingSamples;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code winnow findings} and its subcommands, over findings that are made up. */
class FindingsCommandTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ID = FindingSamples.session().id();

    @TempDir
    private Path directory;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ApiServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ApiServer(directory.resolve("winnow.sock"), ApiLimits.DEFAULT, analyzer, new ViolationFeed(10), new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findingsAreALineEachWithoutAnyControlCode() {
        analyzer.findings().found(FindingSamples.session("shop/\u001b[2Jdb", "sh\n", "/bin/sh", Map.of()));
        List<String> lines = said("findings").lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("ID +SEVERITY +STATE +TIME +COUNT +WORKLOAD +WHAT");
        assertThat(lines.get(1)).contains("critical", "acknowledged", "shop/\\x1b[2Jdb").doesNotContain("\u001b");
        assertThat(lines.get(2)).startsWith(ID);
    }

    @Test
    void theServiceIsAskedForThoseThatAreWanted() {
        said("findings");
        assertThat(analyzer.findings().asked()).isEqualTo(
                new FindingQuery(Optional.empty(), Severity.INFO, Set.of(FindingState.OPEN, FindingState.ACKNOWLEDGED), ""));
        said("findings", "--severity", "high", "--state", "open,closed", "--workload", "shop/web", "--since", "2026-11-21T10:00:00Z");
        assertThat(analyzer.findings().asked()).isEqualTo(new FindingQuery(
                Optional.of(Instant.parse("2026-11-21T10:00:00Z")), Severity.HIGH, Set.of(FindingState.OPEN, FindingState.CLOSED), "shop/web"));
    }

    @Test
    void eachFormIsWhatOtherProgramsRead() throws IOException {
        assertThat(json("json").at("/id").asText()).isEqualTo(ID);
        assertThat(json("ocsf").at("/class_uid").asInt()).isEqualTo(2004);
        assertThat(said("findings", "--output", "text").lines()).hasSize(1).first().asString().contains("shop/deployment/web/nginx");
        assertThat(said("findings", "--output", "yaml")).contains("id: " + ID);
    }

    private JsonNode json(String form) throws IOException {
        return new ObjectMapper().readTree(said("findings", "--output", form));
    }

    @Test
    void oneFindingIsShownWithWhatToDoItsProcessesAndItsHistory() {
        assertThat(said("findings", "show", ID)).contains("why ", "what to do ", "winnow findings accept " + ID, "/bin/sh", "acknowledged", "ann");
    }

    @Test
    void anOperatorDecidesAndToAcceptTakesAReason() {
        said("findings", "acknowledge", ID);
        assertThat(analyzer.findings().decision()).startsWith("acknowledged by uid ");
        assertThat(run("findings", "accept", ID)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--reason");
        said("findings", "accept", ID, "--reason", "release 7");
        assertThat(analyzer.findings().decision()).startsWith("accepted by uid ").endsWith(": release 7");
    }

    @Test
    void aFindingThatIsNotThereIsNamed() {
        assertThat(run("findings", "show", "f-0000")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).startsWith("winnow: ").contains("f-0000");
    }

    @Test
    void updatesAreFollowedThatAreSevereEnough() throws Exception {
        Thread follower = new Thread(() -> run("findings", "--follow", "--severity", "high"));
        follower.start();
        try {
            Waiting.until("the heading", SOON, () -> out.toString().contains("SEVERITY"));
            analyzer.findings().found(FindingSamples.harmless());
            analyzer.findings().found(FindingSamples.session());
            Waiting.until("the update", SOON, () -> out.toString().contains(ID));
        } finally {
            server.close();
            follower.join();
        }
        assertThat(out.toString().lines()).hasSize(2);
    }

    private String said(String... arguments) {
        out.getBuffer().setLength(0);
        assertThat(run(arguments)).as(err.toString()).isEqualTo(ExitCode.OK);
        return out.toString();
    }

    private int run(String... arguments) {
        CommandLine commandLine = Winnow.commandLine(Map.of("WINNOW_API_SOCKET", directory.resolve("winnow.sock").toString()));
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
