// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.publish.FindingSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists, violations and findings on a real pseudo terminal: colours, narrow and wide, another size, and what is untrusted. */
class LiveTerminalIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LINES = 12;
    private static final int COLUMNS = 100;
    private static final int WIDE = 220;

    @TempDir
    private Path directory;

    private final ViolationFeed feed = new ViolationFeed(10);
    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web").with("shop/\u001b[31mdb");
    private ApiServer server;
    private Path socket;

    @BeforeEach
    void serve() throws IOException {
        socket = directory.resolve("winnow.sock");
        server = new ApiServer(socket, ApiLimits.DEFAULT, analyzer, feed, new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Pty start(String environment, String... arguments) throws IOException {
        return Pty.start(directory, LINES, COLUMNS, environment, arguments);
    }

    private static void assertFits(Pty pty, int lines, int columns) {
        assertThat(pty.screen()).hasSizeBetween(3, lines - 1).allSatisfy(line -> assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(columns));
    }

    @Test
    void theListOfWorkloadsIsLiveColouredAndAsLargeAsTheTerminal() throws IOException {
        try (Pty pty = start("TERM=xterm", "workloads", "--watch", "--socket", socket.toString())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.screen().get(0)).as(pty.program().out()).isEqualTo("winnow workloads: 2, 0 frozen, 0 to review; q quits"));
            assertFits(pty, LINES, COLUMNS);
            assertThat(pty.screen().get(1)).contains("WORKLOAD", "STATE", "SYSCALLS").doesNotContain("SEEN IN");
            assertThat(String.join("\n", pty.screen())).contains("shop/\\x1b[31mdb", "learning");
            analyzer.freeze("shop/web", new Principal("uid 0", Role.OPERATOR), true).join();
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.program().out()).contains("\u001b[32mfrozen\u001b[0m"));
            for (int i = 0; i < 30; i++) {
                analyzer.with("many/" + i);
            }
            pty.resize(8, 30);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(pty.screen().get(0)).startsWith("winnow workloads: 32, 1 froz");
                assertFits(pty, 8, 30);
                assertThat(pty.screen()).last().asString().startsWith("28 more: ");
            });
            pty.press("q");
            assertThat(pty.exit()).isEqualTo("0");
            assertThat(pty.isAsBefore()).isTrue();
        }
    }

    @Test
    void noColourIsThereIfItsUserWantsNone() throws IOException {
        analyzer.running(new ContainerDocument(
                "c0ffee", "web", null, null, null, null, null, null, null, "shop/web", "w-00000000", "2026-11-21T10:00:00Z", "paused", false, "filter", null, "node",
                Map.of(), false));
        try (Pty pty = start("TERM=xterm NO_COLOR=1", "containers", "--watch", "--socket", socket.toString())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.screen().get(0)).startsWith("winnow containers: 1"));
            assertThat(String.join("\n", pty.screen())).contains("paused");
            assertThat(pty.program().out()).doesNotContainPattern("\u001b\\[[0-9;]*m");
            pty.press("q");
            assertThat(pty.exit()).isEqualTo("0");
        }
    }

    @Test
    void violationsComeAsLinesThatFitAndSayWhatWasDone() throws IOException {
        try (Pty pty = start("TERM=xterm", "violations", "--follow", "--socket", socket.toString())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(Pty.plain(pty.program().out())).contains("TIME", "WHAT"));
            violation("unshare(CLONE_NEWUSER)\u001b[2J");
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.program().out()).contains("\u001b[1munshare(CLONE_NEWUSER)\\x1b[2J"));
            assertThat(line(pty, "unshare")).startsWith("10:00:00.123  syscall").contains("shop/web");
            pty.resize(LINES, 40);
            await().atMost(SOON).untilAsserted(() -> {
                violation("mount(/dev/sda1)");
                assertThat(line(pty, "mount(")).hasSizeLessThanOrEqualTo(40).doesNotContain("10:00:00");
            });
        }
    }

    @Test
    void findingsAreRankedLiveAndFitTheTerminal() throws IOException {
        try (Pty pty = Pty.start(directory, LINES, WIDE, "TERM=xterm", "findings", "--follow", "--socket", socket.toString())) {
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.screen().get(0)).as(pty.program().out()).isEqualTo("winnow findings: 1 critical; q quits"));
            assertThat(pty.program().out()).contains("\u001b[1;31mcritical");
            analyzer.findings().found(FindingSamples.harmless());
            analyzer.findings().found(FindingSamples.session("shop/\u001b[2Jdb", "sh", "/bin/sh", Map.of()));
            await().atMost(SOON).untilAsserted(() -> assertThat(pty.screen().get(0)).isEqualTo("winnow findings: 2 critical, 1 info; q quits"));
            assertThat(pty.screen()).last().asString().contains("info").doesNotContain("critical");
            assertThat(String.join("\n", pty.screen())).contains("SEVERITY", "WHAT", "shop/\\x1b[2Jdb");
            assertFits(pty, LINES, WIDE);
            pty.resize(5, 40);
            await().atMost(SOON).untilAsserted(() -> {
                assertFits(pty, 5, 40);
                assertThat(pty.screen()).last().asString().startsWith("2 more: ");
            });
            pty.press("q");
            assertThat(pty.exit()).isEqualTo("0");
            assertThat(pty.isAsBefore()).isTrue();
        }
    }

    private void violation(String summary) {
        String json = "{\"id\":\"1\",\"time\":\"2026-11-21T10:00:00.123Z\",\"kind\":\"syscall\",\"count\":1,\"workload\":{\"id\":\"shop/web\"},"
                + "\"process\":{\"comm\":\"sh\",\"pid\":7},\"summary\":\"" + summary.replace("\u001b", "\\u001b") + "\"}";
        feed.add(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The last line with this in it. */
    private static String line(Pty pty, String part) {
        List<String> lines = Pty.plain(pty.program().out()).lines().filter(line -> line.contains(part)).toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
