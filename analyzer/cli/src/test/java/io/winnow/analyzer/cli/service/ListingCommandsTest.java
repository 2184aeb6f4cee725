// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.ServiceCommands;
import io.winnow.analyzer.cli.Winnow;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that list, as kubectl would: which things, and in what form. */
class ListingCommandsTest {

    private static final String WEB = "3fa9c1d2".repeat(8);
    private static final String API = "77aa1122".repeat(8);

    @TempDir
    private Path directory;

    private final ViolationFeed feed = new ViolationFeed(10);
    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web").with("shop/api").with("nginx:1.25 nginx " + "-g very-long ".repeat(9) + "end@sha256:aaaaaaaaaaaa")
            .running(container(WEB, "web", "shop", "web-0", "shop/web", Map.of("app", "web", "tier", "front")))
            .running(container(API, "api", "shop", "api-0", "shop/api", Map.of("app", "api", "tier", "back")));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ApiServer server;

    private static ContainerDocument container(String id, String name, String namespace, String pod, String workload, Map<String, String> labels) {
        return new ContainerDocument(id, name, "containerd", "runc 1.1.5", "shop:1", null, namespace, pod, name, workload, new WorkloadId(workload, "").shortId(),
                "2026-11-21T10:00:00Z", ContainerDocument.RUNNING, false, "filter", "sha256:" + "ab".repeat(32), "node", labels, name.equals("pause"));
    }

    @BeforeEach
    void serve() throws IOException {
        server = new ApiServer(directory.resolve("winnow.sock"), ApiLimits.DEFAULT, analyzer, feed, new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void containersAreListedWithTheirWorkload() {
        assertThat(lines("containers")).containsExactly(
                "ID            NAME  ENGINE      WORKLOAD  IMAGE   STARTED               STATE    SECCOMP",
                "3fa9c1d23fa9  web   containerd  shop/web  shop:1  2026-11-21T10:00:00Z  running  filter abababababab",
                "77aa112277aa  api   containerd  shop/api  shop:1  2026-11-21T10:00:00Z  running  filter abababababab");
        assertThat(lines("containers", "-o", "wide").get(1)).contains(WEB, "web-0", "runc 1.1.5", new WorkloadId("shop/web", "").shortId());
    }

    @Test
    void aWorkloadIsShownWithItsVersionsAndHowTheLastTwoDiffer() {
        String id = new WorkloadId("shop/web", "").shortId();
        assertThat(said("workloads", "shop/web")).contains(
                "versions of it, by the digest of the image:\n"
                        + "ID          DIGEST               SINCE                 STATE     CONTAINERS  SYSCALLS  STARTED FROM\n"
                        + "w-01234567  sha256:0123456789ab  2026-11-19T10:00:00Z  frozen    0           39        -\n"
                        + id + "  -                    2026-11-20T10:00:00Z  learning  1           40        -\n"
                        + "\nit does, and w-01234567 was not seen to do:\n  openat2\n  start of /bin/\\x1b[31m\n"
                        + "\nit was not seen to do, and w-01234567 does:\n  select\n");
        assertThat(said("workloads", "-o", "wide")).containsPattern("LAST SEEN +SINCE\n");
    }

    @Test
    void aWorkloadGoesOnUnderTheBaselineOfAnother() {
        said("freeze", "shop/web", "--from", "w-01234567");
        assertThat(analyzer.decision()).startsWith("started from w-01234567 by uid ");
        assertThat(run("freeze", "shop/web", "--from", "w-01234567", "--force")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("give either --force or --from");
    }

    @Test
    void theFormsAreThoseOfKubectl() throws IOException {
        assertThat(lines("containers", "-o", "name")).containsExactly(WEB, API);
        assertThat(lines("workloads", "-o", "name")).contains(new WorkloadId("shop/web", "").shortId()).allMatch(line -> line.matches("w-[0-9a-f]{8}"));
        assertThat(new ObjectMapper().readTree(said("containers", "-o", "json")).at("/1/labels/app").asText()).isEqualTo("api");
        assertThat(said("containers", "-o", "yaml")).startsWith("- id: ");
    }

    @Test
    void aLongNameLosesItsMiddleUnlessWideIsAskedFor() {
        String id = "nginx:1.25 nginx " + "-g very-long ".repeat(9) + "end@sha256:aaaaaaaaaaaa";
        assertThat(said("workloads")).contains("\u2026@sha256:aaaaaaaaaaaa").doesNotContain(id);
        assertThat(said("workloads", "-o", "wide")).contains(id).doesNotContain("\u2026");
    }

    @Test
    void thoseAreListedThatAreSelected() {
        for (String arguments : List.of("-n shop -p web-0", "-c web", "-c 3fa9c1", "-l app=web", "-l app!=api", "-A -l tier in (front)",
                "--namespace shop --selector !none,app in (web,db)")) {
            String[] words = words("containers -o name " + arguments);
            assertThat(lines(words)).as(arguments).containsExactly(WEB);
            words[0] = "workloads";
            assertThat(lines(words)).as(arguments).containsExactly(new WorkloadId("shop/web", "").shortId());
        }
        assertThat(lines("containers", "-A", "-o", "name")).hasSize(2);
        assertThat(err.toString()).isEmpty();
        assertThat(lines("containers", "-n", "other", "-o", "name")).isEmpty();
        assertThat(err.toString()).startsWith("winnow: no container that runs is selected");
    }

    private static String[] words(String line) {
        return Stream.of(line.split(" (?=-)")).flatMap(part -> Stream.of(part.split(" ", 2))).toArray(String[]::new);
    }

    @Test
    void violationsAreThoseOfSelectedContainersAndOfTheirWorkloadsOnesThatEnded() {
        for (String[] violation : new String[][] {{WEB, "shop/web", "unshare"}, {API, "shop/api", "mount"}, {"gone", "shop/web", "ptrace"}, {"lost", "shop/api", "bpf"}}) {
            feed.add("{\"kind\":\"syscall\",\"container\":{\"id\":\"%s\"},\"workload\":{\"id\":\"%s\"},\"summary\":\"%s\"}".formatted((Object[]) violation)
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(said("violations", "-l", "app=web")).contains("unshare", "ptrace").doesNotContain("mount", "bpf");
        assertThat(said("violations", "-p", "api-0", "-o", "json")).contains("mount", "bpf").doesNotContain("unshare");
    }

    @Test
    void pauseContainersAreListedIfTheyAreAskedFor() {
        analyzer.running(container("0".repeat(64), "pause", "shop", "web-0", "shop/web", Map.of()));
        assertThat(lines("containers", "-o", "name")).hasSize(2);
        assertThat(lines("containers", "--all", "-o", "name")).hasSize(3);
    }

    @Test
    void aWrongSelectorGetsOneMessage() {
        refused("is no requirement on labels", "containers", "-l", "a b");
        refused("give either --namespace or --all-namespaces", "containers", "-A", "-n", "shop");
        refused("give either a workload, or --watch and which containers", "workloads", "shop/web", "-n", "shop");
        refused("give either a workload, or --watch and which containers", "workloads", "shop/web", "--watch");
    }

    private void refused(String message, String... arguments) {
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("winnow: ").contains(message);
    }

    @Test
    void whatChangesIsShownUntilTheWatcherLeaves() throws Exception {
        Thread watcher = new Thread(() -> run("containers", "--watch"));
        watcher.start();
        try {
            Waiting.until("the first listing", Duration.ofSeconds(20), () -> out.toString().contains("77aa112277aa"));
            analyzer.ended(API);
            analyzer.running(container("c0ffee00".repeat(8), "later", "shop", "later-0", "shop/later", Map.of()));
            Waiting.until("the changes", Duration.ofSeconds(20), () -> out.toString().contains("later") && out.toString().contains("ended"));
        } finally {
            watcher.interrupt();
            watcher.join();
        }
        assertThat(out.toString().lines()).hasSize(5);
        assertThat(out.toString().lines().skip(3)).first().asString().startsWith("77aa112277aa  api ").contains("  ended  ");
    }

    private List<String> lines(String... arguments) {
        return said(arguments).lines().toList();
    }

    private String said(String... arguments) {
        out.getBuffer().setLength(0);
        run(arguments);
        return out.toString();
    }

    private int run(String... arguments) {
        CommandLine commandLine = Winnow.commandLine(Map.of("WINNOW_API_SOCKET", directory.resolve("winnow.sock").toString()));
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
