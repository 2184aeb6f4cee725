// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.CommandRunner;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** diff, explain and merge, over a store and files. */
class ComparingCommandsTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aWorkloadIsComparedWithDockersDefault() throws IOException {
        store(new SampleBaseline().calls(Stage.START, "read", "mount"));
        assertThat(run("diff", "docker-default", "web", "--baselines", directory.toString(), "-o", "json")).isEqualTo(ExitCode.DIFFERENT);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.path("wider").asBoolean()).isTrue();
        assertThat(document.path("syscalls").findValuesAsText("syscall")).contains("mount", "chown").doesNotContain("read");
    }

    @Test
    void aWorkloadAloneIsComparedWithTheVersionOfItBefore() {
        BaselineStore store = new BaselineStore(directory);
        List.of("read", "ptrace", "mount").forEach(call -> {
            Observations seen = Observations.by(List.of("read", "ptrace", "mount").indexOf(call) + 1L);
            Baseline baseline = new BaselineBuilder().see(Item.syscall(Abi.X86_64, Stage.SERVE, SampleBaseline.number(call)), seen).build();
            store.save(new Workload(new WorkloadId("web", "sha256:" + call), BaselineState.LEARNING, baseline, Baseline.EMPTY, 0));
        });
        assertThat(run("diff", "web", "--baselines", directory.toString())).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).contains("A: web@sha256:ptrace", "B: web@sha256:mount").containsPattern("mount +only in B").containsPattern("ptrace +only in A");
        assertThat(run("diff", "web@sha256:ptrace", "--baselines", directory.toString())).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).contains("A: web@sha256:read");
        assertThat(run("diff", "web@sha256:read", "--baselines", directory.toString())).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("no version of workload \"web@sha256:read\" came before");
    }

    @Test
    void aNarrowerOnePassesTheGate() throws IOException {
        Path narrow = profile("narrow", "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}]}");
        assertThat(run("diff", "docker-default", narrow.toString())).isEqualTo(ExitCode.DIFFERENT);
        assertThat(run("diff", "docker-default", narrow.toString(), "--fail-on", "wider")).isZero();
        assertThat(run("diff", "docker-default", narrow.toString(), "--allow-narrower")).isZero();
        assertThat(run("diff", narrow.toString(), "docker-default", "--fail-on", "wider")).isEqualTo(ExitCode.DIFFERENT);
    }

    @Test
    void flagsAreShownAndPartOfTheGate() throws IOException {
        String profile = "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"flags\":[\"SECCOMP_FILTER_FLAG_%s\"],\"syscalls\":[]}";
        Path logged = profile("logged", profile.formatted("LOG"));
        Path open = profile("open", profile.formatted("SPEC_ALLOW"));
        assertThat(run("diff", logged.toString(), open.toString(), "--fail-on", "wider")).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).containsPattern("\\(flags\\) +other +SECCOMP_FILTER_FLAG_LOG +SECCOMP_FILTER_FLAG_SPEC_ALLOW");
        assertThat(run("diff", open.toString(), logged.toString(), "--fail-on", "wider")).isZero();
    }

    @Test
    void theSameProfileInAFileIsTheSame() throws IOException {
        Path file = profile("docker", new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault())));
        assertThat(run("diff", "docker-default", file.toString())).isZero();
        assertThat(out.toString()).contains("They are the same");
    }

    @Test
    void capabilitiesChangeWhatDockersDefaultIs() throws IOException {
        Path file = profile("docker", new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault())));
        assertThat(run("diff", file.toString(), "docker-default", "--cap-add", "SYS_TIME", "-o", "json")).isEqualTo(ExitCode.DIFFERENT);
        assertThat(new ObjectMapper().readTree(out.toString()).path("syscalls").findValuesAsText("syscall")).contains("clock_settime");
    }

    @Test
    void aCallIsExplained() throws IOException {
        store(new SampleBaseline().calls(Stage.START, "mount"));
        assertThat(run("explain", "web", "mount", "--baselines", directory.toString())).isZero();
        assertThat(out.toString()).contains("/usr/sbin/nginx").contains("c0ffee").contains("Docker's default: errno 1").contains("risk: mount");
        assertThat(run("explain", "web", "bpf", "--baselines", directory.toString())).isEqualTo(ExitCode.DIFFERENT);
        assertThat(run("explain", "web", "SYS_ADMIN", "--baselines", directory.toString())).isEqualTo(ExitCode.DIFFERENT);
    }

    @Test
    void whatAProfileBuysIsSaidInNumbersAndByName() throws IOException {
        store(new SampleBaseline().calls(Stage.START, "read", "splice").calls(Stage.SERVE, "mmap"));
        assertThat(run("explain", "web", "--risk", "--baselines", directory.toString())).isZero();
        assertThat(out.toString()).containsPattern("web: of \\d+ known faults of the kernel that containers could reach, \\d+ are left under the suggested profile \\(\\d+ under"
                + " Docker's default\\)").containsPattern("CVE-2022-0847 +5\\.17 +splice").doesNotContain("CVE-2016-5195");
        assertThat(run("explain", "web", "--baselines", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("explain", "web", "read", "--risk", "--baselines", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("give either a system call or capability, or --risk");
    }

    @Test
    void twoProfilesDifferInTheFaultsThatTheyLeave() throws IOException {
        store(new SampleBaseline().calls(Stage.START, "splice", "bpf"));
        assertThat(run("diff", "docker-default", "web", "--baselines", directory.toString(), "-o", "json")).isEqualTo(ExitCode.DIFFERENT);
        JsonNode faults = new ObjectMapper().readTree(out.toString()).path("faults");
        assertThat(faults.path("a").asInt()).isGreaterThan(faults.path("b").asInt());
        assertThat(faults.path("onlyInA").toString()).contains("CVE-2016-5195").doesNotContain("CVE-2022-0847");
        assertThat(faults.path("onlyInB").toString()).contains("CVE-2017-16995");
    }

    @Test
    void aRehearsalNamesWhatTheOtherReplicasProfileWouldRefuse() throws IOException {
        store(new SampleBaseline().calls(Stage.SERVE, "newfstatat", "statx", "fsync").replica("aa", "newfstatat").replica("bb", "newfstatat", "statx", "fsync"));
        assertThat(run("rehearse", "web", "--baselines", directory.toString())).isZero();
        assertThat(out.toString()).contains("exact: learned from the other replicas, it would have refused bb these calls: fsync, statx")
                .contains("siblings: learned from the other replicas, it would have refused bb these calls: fsync\n")
                .contains("web: 0 refusals in 2 windows over 2 replicas under siblings; as far as 2 windows and 0 starts show, ");
    }

    @Test
    void aRehearsalCountsWhatAFrozenWorkloadDidOutsideItsBaseline() throws IOException {
        Baseline outside = new SampleBaseline().calls(Stage.SERVE, "statx", "mount").build();
        new BaselineStore(directory).save(new Workload(new WorkloadId("web", ""), BaselineState.FROZEN, new SampleBaseline().calls(Stage.SERVE, "newfstatat").build(), outside, 1));
        Path logging = directory.resolve("log.json");
        assertThat(run("rehearse", "web", "--baselines", directory.toString(), "--log-profile", logging.toString())).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).containsPattern("exact +statx +serve").containsPattern("siblings +mount +serve").doesNotContainPattern("siblings +statx")
                .contains("1 refusal in ");
        assertThat(Files.readString(logging)).containsPattern("\"defaultAction\" ?: ?\"SCMP_ACT_LOG\"").contains("\"SCMP_ARCH_X86\"", "\"statx\"");
    }

    @Test
    void documentsAreMergedIntoOne() throws IOException {
        Path one = document("one", new SampleBaseline().calls(Stage.START, "read"));
        Path two = document("two", new SampleBaseline().calls(Stage.START, "write"));
        Path both = directory.resolve("both.json");
        assertThat(run("merge", one.toString(), two.toString(), "-f", both.toString())).isZero();
        assertThat(WorkloadFile.read(Files.readAllBytes(both)).baseline().items()).hasSize(2);
        assertThat(run("diff", one.toString(), both.toString(), "-o", "json")).isEqualTo(ExitCode.DIFFERENT);
        assertThat(new ObjectMapper().readTree(out.toString()).path("syscalls").findValuesAsText("syscall")).containsExactly("write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff docker-default FILE", "merge FILE", "explain FILE read", "diff FILE FILE"})
    void whatIsNoDocumentIsNamed(String command) throws IOException {
        Path file = profile("broken", "{\"version\":1,\"baseline\":3}");
        assertThat(run(command.replace("FILE", file.toString()).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("winnow: " + file);
    }

    @Test
    void anUnknownWorkloadIsNotFound() {
        assertThat(run("diff", "docker-default", "absent", "--baselines", directory.toString())).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(err.toString()).contains("\"absent\"");
    }

    @Test
    void aWorkloadWhoseBaselineIsNotStoredYetIsNoUnknownOne() throws IOException {
        Path configuration = Files.writeString(directory.resolve("winnow.yaml"), "state: " + directory + "\napi:\n  socket: " + directory + "/winnow.sock\n");
        try (ApiServer server = new ApiServer(directory.resolve("winnow.sock"), ApiLimits.DEFAULT, new FakeAnalyzer().with("shop/web"), new ViolationFeed(10),
                CommandRunner.NONE)) {
            server.start();
            assertThat(run("--config", configuration.toString(), "explain", "shop/web", "mount")).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(err.toString()).contains("\"shop/web\" is not stored yet", "try again");
        }
    }

    @Test
    void unknownNamesAreMistakesOfUse() throws IOException {
        store(new SampleBaseline().calls(Stage.START, "read"));
        assertThat(run("explain", "web", "raed", "--baselines", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("diff", "docker-default", "docker-default", "--cap-add", "NOPE")).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff", "explain", "rehearse", "merge", "verify"})
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: winnow " + command).doesNotContain("null");
    }

    @Test
    void aVerificationThatCannotBeIsAMistakeOfUse() {
        assertThat(run("verify", "--profile", "docker-default")).isEqualTo(ExitCode.USAGE);
        assertThat(run("verify", "--profile", "docker-default", "--bundle", "here", "--", "ls")).isEqualTo(ExitCode.USAGE);
        assertThat(run("verify", "--profile", "docker-default", "--runtime", "crun", "--", "ls")).isEqualTo(ExitCode.USAGE);
        assertThat(run("verify", "--profile", "nowhere", "--", "ls")).isEqualTo(ExitCode.USAGE);
        assertThat(run("verify", "--profile", "docker-default", "--bundle", directory.resolve("none").toString())).isEqualTo(ExitCode.USAGE);
    }

    private void store(SampleBaseline baseline) {
        new BaselineStore(directory).save(baseline.workload());
    }

    private Path document(String name, SampleBaseline baseline) throws IOException {
        return profile(name, WorkloadFile.write(baseline.workload()));
    }

    private Path profile(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name + ".json"), text);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
