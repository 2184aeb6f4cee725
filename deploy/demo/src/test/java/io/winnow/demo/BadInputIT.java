// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Nobody;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each bad input: a clear message that names the thing, an exit code that is not 0, nothing lost. */
@ExtendWith(SharedHost.class)
class BadInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Path directory;

    @BeforeEach
    void makeDirectory() {
        directory = Directories.temporary("bad");
    }

    @AfterEach
    void removeDirectory() {
        Directories.delete(directory);
    }

    @Test
    void withoutRootTheMessageSaysWhatPrivilegeIsNeeded() {
        refused(run(Nobody.COMMAND, "run"), 3).containsIgnoringCase("root");
    }

    @Test
    void withoutBtfTheMessageNamesItAndTheKernelOption() {
        List<String> hidden = List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec \"$0\" \"$@\"");
        refused(run(hidden, "run"), 3).contains("BTF").contains("CONFIG_DEBUG_INFO_BTF");
    }

    @Test
    void unknownContainerIsNamed() {
        refused(run(List.of(), "profile", "--container", "no-such-container"), 5).contains("no-such-container");
    }

    @Test
    void unknownWorkloadIsNamed(Host host) {
        refused(host.winnow().cli("freeze", "no-such-workload"), 5).contains("no-such-workload");
    }

    @Test
    void unknownFlagIsNamed() {
        refused(run(List.of(), "run", "--colour"), 2).contains("--colour");
    }

    @Test
    void brokenConfigurationIsReportedByFileLineAndKey() {
        Path file = write("broken.yaml", "cluster: shop\ncollector:\n  slots: 64\n  windw: 5s\n");
        refused(run(List.of(), "run", "--config", file.toString()), 2).contains(file.toString()).contains("line 4").contains("windw");
    }

    @Test
    void valueOfTheWrongKindIsReportedByFileLineAndKey() {
        Path file = write("value.yaml", "collector:\n  window: soon\n");
        refused(run(List.of(), "run", "--config", file.toString()), 2).contains(file.toString()).contains("line 2").contains("window").contains("soon");
    }

    @Test
    void queueDirectoryInUseIsNamed(Host host) {
        Path socket = directory.resolve("winnow.sock");
        Shell.Result second = Shell.run(command("run", "--config", host.winnow().configuration().toString()),
                Map.of("WINNOW_API_SOCKET", socket.toString()), LIMIT);
        refused(second, 1).contains(host.containers().resolve("state").toString());
        assertThat(host.winnow().api().ready()).as("the first one goes on").isTrue();
    }

    @Test
    void unwritableStateDirectoryIsNamed() {
        Path file = write("unwritable.yaml", "state: /proc/winnow\napi:\n  socket: " + directory + "/winnow.sock\ncollector:\n  pins: \"\"\n");
        refused(run(List.of(), "run", "--config", file.toString()), 1).contains("/proc/winnow");
    }

    @Test
    void queueOfAnotherFormatVersionIsNamedAndLeftAsItIs() throws IOException, NoSuchAlgorithmException {
        Path file = write("format.yaml", "state: " + directory + "/state\napi:\n  socket: " + directory + "/winnow.sock\ncollector:\n  pins: \"\"\n");
        Path queue = directory.resolve("state/queue/events");
        try (WinnowService winnow = new WinnowService(Host.launcher(), directory, "collector:\n  pins: \"\"\n").start()) {
            assertThat(winnow.stop()).isZero();
        }
        raiseFormatVersion(queue.resolve("queue.json"));
        Map<Path, String> before = contents(queue);
        refused(run(List.of(), "run", "--config", file.toString()), 1).contains(queue.toString()).contains("version 99");
        assertThat(contents(queue)).isEqualTo(before);
    }

    @Test
    void unreachableBrokerIsNamedByTheServiceWhichGoesOnAndByReplayWhichEnds() {
        String address = "127.0.0.1:" + Ports.free();
        try (WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                collector:
                  pins: ""
                publish:
                  kafka:
                    bootstrapServers: %s
                    patience: 1s
                """.formatted(address))) {
            winnow.launch();
            await().atMost(LIMIT).ignoreExceptions().until(() -> winnow.api().get("/v1/status").path("lastError").asText().contains(address));
            assertThat(winnow.running()).isTrue();
            assertThat(winnow.logText()).contains(address).contains("nothing is lost");
            assertThat(winnow.stop()).isZero();
            refused(winnow.cli("replay", "--publish", directory.resolve("state").toString()), 4).contains(address);
        }
    }

    @Test
    void socketWithoutAServiceIsReportedWithTheRemedy() {
        Path socket = directory.resolve("absent.sock");
        refused(run(List.of(), "workloads", "--socket", socket.toString()), 4).contains(socket.toString()).contains("winnow run");
    }

    private static AbstractStringAssert<?> refused(Shell.Result result, int exit) {
        assertThat(result.exit()).as("exit code; stderr=" + result.err()).isEqualTo(exit);
        assertThat(result.err()).as("one message, no stack trace").doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(result.err().lines().filter(line -> line.startsWith("winnow: ")).toList()).as("messages in " + result.err()).hasSize(1);
        return assertThat(result.err());
    }

    private static Shell.Result run(List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(arguments));
        return Shell.run(command, Map.of(), LIMIT);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Host.launcher().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a later version of the program would leave it: its state file is a line of JSON and a line with the CRC-32 of that. */
    private static void raiseFormatVersion(Path state) throws IOException {
        String json = Files.readString(state).lines().findFirst().orElseThrow();
        String raised = json.replaceFirst("\"format\":\\d+", "\"format\":99");
        assertThat(raised).isNotEqualTo(json);
        CRC32 checksum = new CRC32();
        checksum.update(raised.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(state, raised + "\n" + Long.toHexString(checksum.getValue()) + "\n");
    }

    /** Of each file below a directory, a digest of what is in it; but for the lock, which says who tried last. */
    private static Map<Path, String> contents(Path root) throws IOException, NoSuchAlgorithmException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")).toList()) {
                contents.put(file, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
            }
        }
        return contents;
    }
}
