// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a runtime's container is refused under a profile that lacks one call, as the program says it. Needs root, BPF, runc and crun. */
class VerifyIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"runc, /usr/bin/uname, uname", "runc, /usr/bin/mkdir /tmp/x, mkdir", "crun, /usr/bin/uname, uname"})
    void namesExactlyTheCallThatTheProfileLacks(String runtime, String command, String syscall) throws IOException {
        String[] arguments = command.split(" ");
        try (Rootfs rootfs = Rootfs.create().programs(arguments[0])) {
            Path bundle = bundle(rootfs, arguments);
            String before = Files.readString(bundle.resolve("config.json"));
            Shell.Result result = verify("--profile", without(syscall).toString(), "--runtime", runtime, "--bundle", bundle.toString());
            JsonNode document = new ObjectMapper().readTree(result.out().substring(result.out().indexOf('{')));
            assertThat(names(document)).as(result.out() + result.err()).containsExactly(syscall);
            assertThat(document.at("/refused/0/how").asText()).isEqualTo("errno 1");
            assertThat(document.at("/refused/0/stage").asText()).isEqualTo("start");
            assertThat(document.at("/refused/0/after").asText()).isEmpty();
            assertThat(document.at("/refused/0/count").asLong()).isPositive();
            assertThat(document.at("/refused/0/executable").asText()).endsWith(arguments[0].substring("/usr".length()));
            assertThat(result.exit()).isEqualTo(ExitCode.DIFFERENT);
            assertThat(bundle.resolve("config.json")).hasContent(before);
        }
    }

    @Test
    void nothingIsRefusedWhereNothingIsLacking() throws IOException {
        try (Rootfs rootfs = Rootfs.create().programs("/usr/bin/uname")) {
            Path bundle = bundle(rootfs, "/usr/bin/uname");
            Shell.Result result = verify("--profile", without("reboot").toString(), "--cap-drop", "ALL", "--bundle", bundle.toString());
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
        }
    }

    @Test
    void aCapabilityThatIsLackingIsNamed() throws IOException {
        try (Rootfs rootfs = Rootfs.create().programs("/usr/bin/chown")) {
            Path bundle = bundle(rootfs, "/usr/bin/chown", "www-data", "/etc/hosts");
            Shell.Result result = verify("--profile", without("reboot").toString(), "--cap-drop", "CHOWN", "--bundle", bundle.toString());
            JsonNode document = new ObjectMapper().readTree(result.out().substring(result.out().indexOf('{')));
            assertThat(document.path("refused")).isEmpty();
            assertThat(document.path("refusedCapabilities")).as(result.out()).hasSize(1);
            JsonNode refused = document.at("/refusedCapabilities/0");
            assertThat(refused.path("capability").asText()).isEqualTo("CAP_CHOWN");
            assertThat(refused.path("syscall").asText()).isEqualTo("fchownat");
            assertThat(refused.path("executable").asText()).endsWith("/bin/chown");
            assertThat(result.exit()).as("chown failed").isEqualTo(ExitCode.DIFFERENT);
        }
    }

    @Test
    void theSmallestSetOfCapabilitiesIsFoundByRuns() throws IOException {
        try (Rootfs rootfs = Rootfs.create().programs("/bin/sh", "/usr/bin/chown")) {
            Path bundle = bundle(rootfs, "/bin/sh", "-c", "chown www-data /etc/hosts && chown root /etc/hosts");
            Shell.Result result = verify("--profile", without("reboot").toString(), "--cap-drop", "ALL", "--cap-add", "KILL", "--cap-add", "CHOWN",
                    "--cap-add", "NET_RAW", "--minimize", "--bundle", bundle.toString());
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
            JsonNode minimal = new ObjectMapper().readTree(result.out().substring(result.out().indexOf('{'))).path("minimal");
            assertThat(minimal.path("needed")).extracting(JsonNode::asText).containsExactly("CAP_CHOWN");
            assertThat(minimal.path("steps")).hasSize(3);
            JsonNode chown = minimal.at("/steps/0");
            assertThat(chown.path("without").asText()).isEqualTo("CAP_CHOWN");
            assertThat(chown.path("exitCode").asInt()).isEqualTo(1);
            assertThat(chown.path("syscalls")).extracting(JsonNode::asText).containsExactly("fchownat");
            assertThat(result.err()).contains("winnow: run 3 of 3: without CAP_NET_RAW");
        }
    }

    @Test
    void aCommandOfTheHostRunsUnderAProfileAndLeavesNothingBehind() throws IOException {
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        Shell.Result good = verify("--profile", without("reboot").toString(), "--", "/usr/bin/uname", "-s");
        assertThat(good.out()).startsWith("Linux");
        assertThat(good.exit()).as(good.out() + good.err()).isZero();
        Shell.Result bad = verify("--profile", without("uname").toString(), "--", "/usr/bin/uname", "-s");
        assertThat(names(new ObjectMapper().readTree(bad.out().substring(bad.out().indexOf('{'))))).as(bad.out() + bad.err()).containsExactly("uname");
        assertThat(bad.exit()).isEqualTo(ExitCode.DIFFERENT);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        assertThat(Path.of("/dev/null")).exists();
    }

    /** A container that was not asked about has a slot, too, until the collector knows that. Its own filter refuses symlink as the profile would. */
    @Test
    void refusalsOfOtherContainersAreNotListed() throws Exception {
        try (CProgram answers = CProgram.compile("answers", CallAdviceIT.source());
                Rootfs rootfs = Rootfs.create().programs("/bin/sleep").program(answers.executable(), "/usr/bin/answers");
                Runc runc = new Runc()) {
            Path bundle = bundle(rootfs, "/bin/sleep", "4");
            CompletableFuture<Shell.Result> verified = CompletableFuture.supplyAsync(() ->
                    verify("--profile", without("symlink").toString(), "--bundle", bundle.toString()));
            int others = 0;
            while (!verified.isDone()) {
                try (Container other = runc.create("verify-it-other-" + others++, rootfs, OciSpec.of("/usr/bin/answers", "own-filter", "3", "1000"))) {
                    other.start();
                    other.awaitEnd(LIMIT);
                }
            }
            Shell.Result result = verified.get();
            assertThat(others).isGreaterThan(4);
            assertThat(result.exit()).as(result.out() + result.err()).isZero();
            assertThat(names(new ObjectMapper().readTree(result.out().substring(result.out().indexOf('{'))))).isEmpty();
        }
    }

    @Test
    void aBundleWhoseProgramIsNotThereHasNoResult() throws IOException {
        try (Rootfs rootfs = Rootfs.create().programs("/usr/bin/uname")) {
            Path bundle = bundle(rootfs, "/usr/bin/uname");
            Path config = bundle.resolve("config.json");
            Files.writeString(config, Files.readString(config).replace("/usr/bin/uname", "/none/such"));
            Shell.Result result = verify("--profile", without("reboot").toString(), "--bundle", bundle.toString());
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(ExitCode.USAGE);
            assertThat(result.out() + result.err()).contains("winnow: the container did not start").doesNotContain("\"refused\"");
        }
    }

    private static List<String> names(JsonNode document) {
        return StreamSupport.stream(document.path("refused").spliterator(), false).map(refused -> refused.path("syscall").asText()).toList();
    }

    /** Every call of the native ABI but one. */
    private Path without(String syscall) {
        List<String> names = new ArrayList<>(SyscallTable.names(Abi.X86_64));
        assertThat(names.remove(syscall)).isTrue();
        SeccompProfile profile = SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(Rule.allow(names)));
        Path file = directory.resolve("without-" + syscall + ".json");
        Text.write(file, new ProfileWriter().write(profile));
        return file;
    }

    private Path bundle(Rootfs rootfs, String... command) throws IOException {
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        try (Runc runc = new Runc(); Container container = runc.create("verify-it", rootfs, OciSpec.of(command))) {
            return Files.copy(container.bundle().resolve("config.json"), bundle.resolve("config.json")).getParent();
        }
    }

    private static Shell.Result verify(String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify", "-o", "json"));
        all.addAll(List.of(arguments));
        List<String> command = new ArrayList<>(ChildJvm.command(Winnow.class, all.toArray(String[]::new)));
        List<String> opened = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("--enable-native"))
                .toList();
        command.addAll(1, opened);
        return Shell.run(command, Map.of(), LIMIT);
    }
}
