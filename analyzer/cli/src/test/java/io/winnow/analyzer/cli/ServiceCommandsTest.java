// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small client in C against a served API: the service carries out the command, or the launcher does. */
class ServiceCommandsTest {

    private static final Path CLIENT = Path.of("../../collector-native/target/native/winnow-client").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web").with("red\u001b[31m ünï");
    private final ViolationFeed feed = new ViolationFeed(10);
    private Path socket;
    private Path launcher;
    private ApiServer server;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void serve() throws IOException {
        socket = directory.resolve("winnow.sock");
        launcher = Files.writeString(directory.resolve("launcher"), "#!/bin/sh\necho \"a JVM, $WINNOW_CLIENT: $*\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = new ApiServer(socket, ApiLimits.DEFAULT, analyzer, feed, new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theServiceCarriesOutWhatOnlyAsksIt() throws Exception {
        feed.add("{\"time\":\"2026-11-21T10:00:00Z\",\"kind\":\"syscall\",\"summary\":\"unshare\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(client("workloads").out()).startsWith("ID  ").contains("shop/web").contains("red\\x1b[31m ünï");
        assertThat(client("violations", "-o", "json").out()).startsWith("{\"time\"").endsWith("\"unshare\"}\n");
        assertThat(client("export", "shop/web")).isEqualTo(new Result(0, "{\"runtimes\":\"[]\"}\n", "winnow: note: ptrace is in use by \\x1b[31m\n"));
        assertThat(client("freeze", "--help").out()).contains("Usage: winnow freeze");
    }

    @Test
    void aDecisionIsThatOfTheUserAtTheOtherEnd() throws Exception {
        Object uid = Files.getAttribute(directory, "unix:uid");
        assertThat(client("accept", "shop/web", "mount", "--reason", "a&b=c d%+é").code()).isZero();
        assertThat(analyzer.decision()).isEqualTo("[mount] accepted by uid " + uid + ": a&b=c d%+é");
    }

    @Test
    void messagesAndExitCodesAreThoseOfAProcessOfItsOwn() throws Exception {
        assertThat(client("freeze", "absent")).isEqualTo(new Result(ExitCode.NOT_FOUND, "", "winnow: no such workload: id=absent\n"));
        assertThat(client("freeze").code()).isEqualTo(ExitCode.USAGE);
        assertThat(client("workloads", "--nope").err()).startsWith("winnow: Unknown option: '--nope'").contains("Try 'winnow workloads --help'.");
    }

    @Test
    void whatTheServiceDoesNotDoForItsClientsIsDoneInAJvm() throws Exception {
        String file = directory.resolve("file").toString();
        for (List<String> arguments : List.of(
                List.of("export", "shop/web", "-f", file), List.of("violations", "--follow"), List.of("doctor"), List.of("top", "--", "true"), List.of("run"),
                List.of("workloads", "--config", "x.yaml"), List.of("freeze", "x".repeat(5_000)))) {
            assertThat(client(arguments.toArray(String[]::new)).out()).as("%s", arguments).startsWith("a JVM, jvm: " + arguments.get(0));
        }
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void ifNoServiceListensTheJvmSaysSo() throws Exception {
        server.close();
        assertThat(client("status").out()).startsWith("a JVM, jvm: status");
    }

    @Test
    void noFileOfTheServiceIsRead() throws Exception {
        Path arguments = Files.writeString(directory.resolve("arguments"), "--help");
        assertThat(client("freeze", "@" + arguments).err()).contains("no such workload: id=@" + arguments);
    }

    private Result client(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(CLIENT.toString(), launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("WINNOW_API_SOCKET", socket.toString());
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }
}
