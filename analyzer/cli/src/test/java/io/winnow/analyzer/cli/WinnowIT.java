// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Nobody;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from the outside, with the real tracer and real containers. Needs root. */
class WinnowIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Rootfs rootfs;

    @TempDir
    private Path directory;

    private final List<Program> started = new ArrayList<>();
    private List<Path> cgroupsBefore;
    private OciRuntime runc;
    private Path config;

    @BeforeAll
    static void makeRootfs() {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/bin/cat", "/bin/ls", "/usr/bin/unshare");
    }

    @AfterAll
    static void removeRootfs() {
        rootfs.close();
    }

    @BeforeEach
    void configure() throws IOException {
        cgroupsBefore = allCgroupsOfProfiles();
        runc = new Runc();
        config = Files.writeString(directory.resolve("winnow.yaml"), """
                state: %1$s/state
                api:
                  socket: %1$s/w.sock
                collector:
                  pins: ""
                  window: 1s
                  runtimeStates: [%2$s]
                """.formatted(directory, runc.root()));
    }

    @AfterEach
    void end() {
        started.forEach(Program::close);
        runc.close();
    }

    @Test
    void doctorSaysThatThisHostCanDoEverythingNeeded() throws IOException {
        Program doctor = winnow("doctor", "-o", "json");
        assertThat(doctor.exitCode()).as(doctor.err()).isZero();
        JsonNode features = JSON.readTree(doctor.out());
        assertThat(features).extracting(feature -> feature.get("feature").asText()).contains("kernel", "btf", "privilege", "cgroups", "realtime", "state");
        assertThat(features).allSatisfy(feature -> assertThat(feature.get("ok").asBoolean() || !feature.get("needed").asBoolean()).isTrue());
    }

    @Test
    void profilesACommandAndPassesOnItsExitCode() throws IOException {
        Path result = directory.resolve("profile.json");
        Program profile = winnow("profile", "-o", "json", "-f", result.toString(), "--", "/bin/sh", "-c", "echo done; exec /bin/cat /none");
        assertThat(profile.exitCode()).as(profile.err()).isEqualTo(1);
        assertThat(profile.out()).isEqualTo("done\n");
        assertThat(profile.err()).contains("winnow: the command ended with exit code 1").contains("/none");
        JsonNode document = JSON.readTree(result.toFile());
        assertThat(document.at("/exitCode").asInt()).isEqualTo(1);
        List<String> used = texts(document.at("/workload/syscalls/start~1x86_64"));
        assertThat(used).contains("execve", "openat", "write", "exit_group").doesNotContain("unshare", "socket", "clone", "vfork");
        assertThat(texts(document.at("/seccomp/syscalls/0/names"))).containsAll(used);
        assertThat(cgroupsOfProfiles()).isEmpty();
    }

    @Test
    void aCommandThatIsNotThereHasTheShellsCode() {
        Program profile = winnow("profile", "--", "/none/such");
        assertThat(profile.exitCode()).isEqualTo(127);
        assertOneMessage(profile, "winnow: there is no program \"/none/such\"");
        assertThat(profile.out()).isEmpty();
        assertThat(cgroupsOfProfiles()).isEmpty();
    }

    @Test
    void aScriptWhoseInterpreterIsNotThereHasNoProfile() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "#!/none/such\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Program profile = winnow("profile", "--", script.toString());
        assertThat(profile.exitCode()).as(profile.err()).isEqualTo(127);
        assertThat(profile.err()).contains("winnow: the command could not be started").doesNotContain("cgroup.procs");
        assertThat(profile.out()).isEmpty();
    }

    @Test
    void ctrlCEndsAProfiledCommandAndStillShowsWhatItUsed() {
        Program profile = winnow("profile", "-o", "docker", "--", "/bin/sleep", "1000");
        await().atMost(SOON).until(() -> profile.err().contains("profiling") && !cgroupsOfProfiles().isEmpty());
        profile.signal("INT");
        assertThat(profile.exitCode()).isEqualTo(143);
        assertThat(profile.out()).contains("SCMP_ACT_ERRNO");
        assertThat(cgroupsOfProfiles()).isEmpty();
    }

    @Test
    void profilesARunningContainerForAWhile() throws IOException {
        try (Container container = runc.start("winnow-cli-profiled", rootfs, busy())) {
            assertThat(container.running()).isTrue();
            Program profile = winnow("profile", "--container", "winnow-cli-profiled", "--timeout", "4s", "-o", "json");
            assertThat(profile.exitCode()).as(profile.err()).isZero();
            assertThat(profile.err()).contains("watching container winnow-cli-profiled").containsPattern("[0-9]+ system calls");
            assertThat(texts(JSON.readTree(profile.out()).at("/workload/syscalls/start~1x86_64"))).contains("clock_nanosleep", "execve");
        }
    }

    @Test
    void anUnknownContainerIsNamed() {
        Program profile = winnow("profile", "--container", "absent\u001b[31m");
        assertThat(profile.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertOneMessage(profile, "winnow: no running container or workload is called \"absent\\x1b[31m\"");
    }

    @Test
    void learnsFreezesReportsAcceptsAndThawsAndEndsCleanlyOnCtrlC() throws IOException {
        Program run = winnow("run");
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        try (Container container = runc.start("winnow-cli-web", rootfs, busy())) {
            awaitWorkload(run, "winnow-cli-web");
            Program export = winnow("export", "winnow-cli-web", "--runtime", "runc");
            assertThat(export.exitCode()).as(export.err()).isZero();
            assertThat(JSON.readTree(export.out()).at("/defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
            Program early = winnow("freeze", "winnow-cli-web");
            assertThat(early.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertOneMessage(early, "winnow: workload winnow-cli-web is not ready to be frozen: ");
            assertThat(early.err()).contains(" of 600 s", "--force");
            await().atMost(SOON).untilAsserted(() -> {
                Program list = winnow("workloads");
                assertThat(list.exitCode()).isZero();
                assertThat(list.out()).contains(", 1 start").doesNotContain("100.0 %");
            });
            Program freeze = winnow("freeze", "winnow-cli-web", "--force");
            assertThat(freeze.exitCode()).as(freeze.err()).isZero();
            Program follow = winnow("violations", "--follow", "-o", "json");

            container.exec("/usr/bin/unshare", "-U", "/bin/sh", "-c", ":");

            await().atMost(SOON).untilAsserted(() -> assertThat(follow.out().lines().toList()).anySatisfy(line -> {
                JsonNode violation = JSON.readTree(line);
                assertThat(violation.at("/kind").asText()).isEqualTo("syscall");
                assertThat(violation.at("/syscall/name").asText()).isEqualTo("unshare");
                assertThat(violation.at("/args/0").asText()).isEqualTo("0x10000000");
                assertThat(violation.at("/stage").asText()).isEqualTo("exec");
                assertThat(violation.at("/container/name").asText()).isEqualTo("winnow-cli-web");
                assertThat(violation.at("/process/executable").asText()).endsWith("/unshare");
                assertThat(violation.at("/process/pid").asLong()).isPositive();
            }));
            assertThat(pending()).contains("unshare");
            Program accept = winnow("accept", "winnow-cli-web", "unshare");
            assertThat(accept.exitCode()).as(accept.err()).isZero();
            assertThat(pending()).isNotEmpty().doesNotContain("unshare", "unshare(flags=CLONE_NEWUSER)");
            assertThat(winnow("accept", "winnow-cli-web", "--all", review().at("/listing").asText()).exitCode()).isZero();
            long shown = follow.out().lines().count();
            container.exec("/usr/bin/unshare", "-U", "/bin/sh", "-c", ":");
            container.exec("/usr/bin/unshare", "-n", "/bin/sh", "-c", ":");
            await().atMost(SOON).until(() -> follow.out().contains("CLONE_NEWNET"));
            assertThat(follow.out().lines().skip(shown)).noneMatch(line -> line.contains("CLONE_NEWUSER"));
            Program thaw = winnow("thaw", "winnow-cli-web", "-o", "json");
            assertThat(thaw.exitCode()).as(thaw.err()).isZero();
            assertThat(JSON.readTree(thaw.out()).at("/state").asText()).isIn("learning", "stable");
        }
        assertThat(Files.readAllLines(directory.resolve("state/violations.jsonl"))).anySatisfy(line ->
                assertThat(JSON.readTree(line).at("/data/syscall/name").asText()).isEqualTo("unshare"));
        run.signal("INT");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(directory.resolve("w.sock")).doesNotExist();
        assertThat(run.err()).doesNotContain("Exception");
    }

    @Test
    void aWorkloadThatIsNotNeededIsForgottenOnceItsContainersHaveEnded() throws IOException {
        Program run = winnow("run");
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        String id;
        try (Container container = runc.start("winnow-cli-old", rootfs, busy())) {
            assertThat(container.running()).isTrue();
            awaitWorkload(run, "winnow-cli-old");
            id = workload("winnow-cli-old").orElseThrow().get("shortId").asText();
            Program inUse = winnow("forget", "winnow-cli-old", "--confirm", id);
            assertThat(inUse.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertOneMessage(inUse, "winnow: workload winnow-cli-old is in use: 1 container of it runs.");
        }
        await().atMost(SOON).until(() -> workload("winnow-cli-old").orElseThrow().get("containers").asInt() == 0);
        Program unconfirmed = winnow("forget", "winnow-cli-old");
        assertThat(unconfirmed.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertOneMessage(unconfirmed, "winnow: forgetting removes workload winnow-cli-old");
        Program forget = winnow("forget", "winnow-cli-old", "--confirm", id);
        assertThat(forget.exitCode()).as(forget.err()).isZero();
        assertThat(workload("winnow-cli-old")).isEmpty();
        run.signal("INT");
        assertThat(run.exitCode()).as(run.err()).isZero();
        Program again = winnow("run");
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        assertThat(workload("winnow-cli-old")).as("after a restart").isEmpty();
        assertThat(again.running()).isTrue();
    }

    @Test
    void whatAFilterRefusesToALearningWorkloadIsShown() throws IOException {
        Program run = winnow("run");
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        JsonNode seccomp = JSON.readTree("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"unshare\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");
        OciSpec confined = OciSpec.of("/bin/sh", "-c", "while :; do /bin/sleep 0.2; /usr/bin/unshare -U /bin/ls / >/dev/null; done").withSeccomp(seccomp);
        try (Container container = runc.start("winnow-cli-refused", rootfs, confined)) {
            assertThat(container.running()).isTrue();
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode workload = workload("winnow-cli-refused").orElseThrow();
                assertThat(workload.get("state").asText()).isEqualTo("learning");
                assertThat(workload.get("refused").asInt()).isEqualTo(1);
            });
            Program detail = winnow("workloads", "winnow-cli-refused");
            assertThat(detail.exitCode()).isZero();
            assertThat(detail.out()).contains("unshare was refused while learning with errno 1");
            Program status = winnow("status", "-o", "json");
            assertThat(status.exitCode()).isZero();
            assertThat(JSON.readTree(status.out()).at("/refused").asLong()).isPositive();
            assertThat(ended("status")).contains("refused calls:");
            assertThat(ended("violations")).contains("winnow-cli-refused is not frozen", "1 system call");
        }
        assertThat(run.running()).isTrue();
    }

    @Test
    void whatOtherCommandsRunIsNoWorkloadOfAService() throws IOException {
        Program run = winnow("run");
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        assertThat(winnow("verify", "--profile", "docker-default", "--", "/bin/ls", "/").exitCode()).isLessThanOrEqualTo(ExitCode.DIFFERENT);
        assertThat(winnow("profile", "--", "/bin/ls", "/").exitCode()).isZero();
        assertThat(winnow("top", "--", "/bin/ls", "/").exitCode()).isZero();
        try (Container container = runc.start("winnow-cli-other", rootfs, busy())) {
            awaitWorkload(run, "winnow-cli-other"); // all that came before is known by now
            assertThat(container.running()).isTrue();
            assertThat(workloads().findValuesAsText("id")).containsExactly("winnow-cli-other");
        }
    }

    @Test
    void collectorAndAnalyzerWorkInTwoProcessesAndAReplayShowsTheSame() throws IOException {
        Program collect = winnow("collect");
        Program analyze = winnow("analyze");
        await().atMost(SOON).until(() -> Files.exists(directory.resolve("state/queue/events/queue.json")) && winnow("status").exitCode() == 0);
        try (Container container = runc.start("winnow-cli-apart", rootfs, busy())) {
            assertThat(container.running()).isTrue();
            awaitWorkload(analyze, "winnow-cli-apart");
        }
        collect.signal("TERM");
        assertThat(collect.exitCode()).as(collect.err()).isZero();
        await().atMost(SOON).untilAsserted(() -> assertThat(workloads()).anySatisfy(workload -> {
            assertThat(workload.get("id").asText()).isEqualTo("winnow-cli-apart");
            assertThat(workload.get("containers").asInt()).isZero();
        }));
        JsonNode learned = workloads();
        analyze.signal("TERM");
        assertThat(analyze.exitCode()).as(analyze.err()).isZero();

        Program replay = winnow("replay", directory.resolve("state").toString(), "-o", "json");
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        assertThat(JSON.readTree(replay.out()).at("/workloads")).isEqualTo(learned);
    }

    @Test
    void anUnreachableBrokerIsOneWarningToTheServiceAndAFailureToACommandThatNeedsIt() throws IOException {
        Files.writeString(config, "publish:\n  kafka:\n    bootstrapServers: 127.0.0.1:1\n    patience: 1s\n  retryAfter: 200ms\n",
                StandardOpenOption.APPEND);
        Program collect = winnow("collect");
        await().atMost(SOON).until(() -> Files.exists(directory.resolve("state/queue/events/queue.json")));
        Program analyze = winnow("analyze");
        await().atMost(SOON).until(() -> analyze.err().contains("cannot deliver to Kafka at 127.0.0.1:1"));
        await().atMost(SOON).until(() -> winnow("status").exitCode() == 0);
        collect.signal("INT");
        assertThat(collect.exitCode()).isZero();
        analyze.signal("INT");
        assertThat(analyze.exitCode()).as(analyze.err()).isZero();
        assertThat(analyze.err().lines().filter(line -> !line.contains(" INFO "))).singleElement().satisfies(line ->
                assertThat(line).contains("WARN").contains("127.0.0.1:1").contains("bootstrapServers").contains("nothing is lost"));

        Program replay = winnow("replay", directory.resolve("state").toString(), "--publish");
        assertThat(replay.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(replay.err()).contains("winnow: cannot deliver to Kafka at 127.0.0.1:1");
    }

    @Test
    void aUserWhoMayNotTraceGetsWhatIsMissing() {
        Program unprivileged = Program.start(directory, Nobody.COMMAND, "collect");
        started.add(unprivileged);
        assertThat(unprivileged.exitCode()).isEqualTo(ExitCode.UNSUPPORTED);
        assertOneMessage(unprivileged, "winnow: this host cannot be traced:");
        assertThat(unprivileged.err()).contains("run as root");
    }

    @Test
    void aDoctorWithoutPrivilegeBlamesNoKernelThatIsNewEnough() {
        Program unprivileged = Program.start(directory, Nobody.COMMAND, "doctor", "-o", "json");
        started.add(unprivileged);
        assertThat(unprivileged.exitCode()).as(unprivileged.err()).isEqualTo(ExitCode.UNSUPPORTED);
        assertThat(unprivileged.out()).contains("run as root", "without the privilege above").doesNotContain("or newer", "before 5.13");
    }

    @Test
    void aKernelWithoutBtfIsReported() {
        List<String> hidden = List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec \"$@\"", "sh");
        Program blind = Program.start(directory, hidden, "--config", config.toString(), "run");
        started.add(blind);
        assertThat(blind.exitCode()).isEqualTo(ExitCode.UNSUPPORTED);
        assertThat(blind.err()).contains("winnow: this host cannot be traced: btf: missing: use a kernel built with CONFIG_DEBUG_INFO_BTF=y");
    }

    @Test
    void aQueueInUseIsNamedWithItsUser() {
        Program first = winnow("collect");
        await().atMost(SOON).until(() -> Files.exists(directory.resolve("state/queue/events/queue.json")));
        Program second = winnow("collect");
        assertThat(second.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertOneMessage(second, "winnow: queue directory " + directory.resolve("state/queue/events") + " is in use by process ");
        assertThat(first.running()).isTrue();
    }

    @Test
    void aQueueOfAnotherFormatIsNamed() throws IOException {
        Path events = Files.createDirectories(directory.resolve("state/queue/events"));
        String state = "{\"format\":99}";
        CRC32 checksum = new CRC32();
        checksum.update(state.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(events.resolve("queue.json"), state + "\n" + String.format("%08x", checksum.getValue()) + "\n");
        Program run = winnow("run");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("winnow: queue directory " + events + " has format version 99").doesNotContain("\tat ");
    }

    @Test
    void aQueueThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(config, "state: /proc/winnow\n");
        Program collect = winnow("collect");
        assertThat(collect.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(collect.err()).contains("winnow: queue directory /proc/winnow/queue/events cannot be written").doesNotContain("\tat ");
    }

    private static OciSpec busy() {
        return OciSpec.of("/bin/sh", "-c", "while :; do /bin/sleep 0.1; /bin/ls / >/dev/null; done");
    }

    private List<String> pending() throws IOException {
        List<String> what = new ArrayList<>();
        review().at("/items").forEach(item -> what.add(item.get("what").asText()));
        return what;
    }

    private JsonNode review() throws IOException {
        Program pending = winnow("pending", "winnow-cli-web", "-o", "json");
        assertThat(pending.exitCode()).as(pending.err()).isZero();
        return JSON.readTree(pending.out());
    }

    private void awaitWorkload(Program service, String id) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(service.running()).as(service.err()).isTrue();
            assertThat(workloads()).anySatisfy(workload -> {
                assertThat(workload.get("id").asText()).isEqualTo(id);
                assertThat(workload.get("syscalls").asInt()).isGreaterThan(20);
            });
        });
    }

    private Optional<JsonNode> workload(String id) throws IOException {
        return StreamSupport.stream(workloads().spliterator(), false).filter(workload -> workload.get("id").asText().equals(id)).findAny();
    }

    private JsonNode workloads() throws IOException {
        Program list = winnow("workloads", "-o", "json");
        assertThat(list.exitCode()).as(list.err()).isZero();
        return JSON.readTree(list.out());
    }

    private String ended(String... arguments) {
        Program program = winnow(arguments);
        assertThat(program.exitCode()).as(program.err()).isZero();
        return program.out();
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

    private static void assertOneMessage(Program program, String start) {
        assertThat(program.err().lines()).singleElement().asString().startsWith(start);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Of this test: what a killed process left behind earlier is not its own. */
    private List<Path> cgroupsOfProfiles() {
        return allCgroupsOfProfiles().stream().filter(cgroup -> !cgroupsBefore.contains(cgroup)).toList();
    }

    private static List<Path> allCgroupsOfProfiles() {
        for (Path root : List.of(Path.of("/sys/fs/cgroup/unified/winnow"), Path.of("/sys/fs/cgroup/winnow"))) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> children = Files.list(root)) {
                    return children.filter(Files::isDirectory).toList();
                } catch (IOException e) {
                    return List.of(); // it went away meanwhile
                }
            }
        }
        return List.of();
    }
}
