// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands against a served API, and what they say about bad input. */
class CommandLineTest {

    @TempDir
    private Path directory;

    private final ViolationFeed feed = new ViolationFeed(10);
    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path socket;
    private ApiServer server;

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

    @Test
    void listsWorkloads() {
        assertThat(winnow("workloads")).isZero();
        assertThat(out.toString().lines()).containsExactly(
                "ID          WORKLOAD  OWNER  STATE     CONTAINERS  SYSCALLS  REFUSED  CAPABILITIES  COVERAGE   SEEN IN             LAST SEEN",
                "w-93d4ca20  shop/web  -      learning  1           40        1        2             >= 50.0 %  9 windows, 1 start  2026-11-21T10:00:00Z");
    }

    @Test
    void listsThemAsJsonAndYaml() throws IOException {
        assertThat(winnow("workloads", "-o", "json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).at("/0/id").asText()).isEqualTo("shop/web");
        out.getBuffer().setLength(0);
        assertThat(winnow("workloads", "-o", "yaml")).isZero();
        assertThat(out.toString()).startsWith("- id: shop/web\n  shortId: w-");
    }

    @Test
    void showsThePostureOfEachWorkloadAndWhatCouldNotBeJudged() throws IOException {
        analyzer.with("shop/db");
        assertThat(winnow("posture")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b").contains(
                "high      shop/db   host-path       /etc/\\x1b[31m at /x, writable", "medium    shop/web  new-privileges  no_new_privs is not set", "5.26        5.2.6",
                "apparmor    medium    2 workloads  it is not known which security modules the host has");
        out.getBuffer().setLength(0);
        assertThat(winnow("posture", "-o", "json")).isZero();
        assertThat(CliSchemas.problems("service/posture.schema.json", out.toString())).isEmpty();
        assertThat(CliSchemas.problems("service/posture.schema.json", out.toString().replace("\"high\"", "\"worse\""))).isNotEmpty();
    }

    @Test
    void thePostureOfOneHasWhatItWasGrantedAndCanBeAGate() {
        assertThat(winnow("posture", "shop/web")).isZero();
        assertThat(out.toString()).contains("user               33").contains("root file system   read-only");
        assertThat(winnow("posture", "shop/web", "--fail-on", "high")).isEqualTo(ExitCode.FINDINGS);
        assertThat(winnow("posture", "shop/web", "--fail-on", "critical")).isZero();
        assertThat(winnow("posture", "shop/none")).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(winnow("posture", "--fail-on", "worse")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("[INFO, LOW, MEDIUM, HIGH, CRITICAL]");
    }

    @Test
    void showsOne() {
        assertThat(winnow("workloads", "shop/web")).isZero();
        assertThat(out.toString()).contains("syscalls, serve/x86_64 (1):\n  read\n").contains("capabilities needed (1):\n  CAP_CHOWN\n");
    }

    @Test
    void freezes() {
        assertThat(winnow("freeze", "shop/web")).isZero();
        assertThat(out.toString()).contains("frozen");
    }

    @Test
    void forgets() {
        assertThat(winnow("forget", "shop/web", "--confirm", "w-93d4ca20")).isZero();
        assertThat(analyzer.decision()).startsWith("forgotten w-93d4ca20 by uid ");
        assertThat(out.toString()).isEqualTo("forgotten: shop/web (w-93d4ca20)\n");
    }

    @Test
    void showsWhatWaitsForReview() {
        assertThat(winnow("pending", "shop/web")).isZero();
        assertThat(out.toString().lines()).hasSize(3).last().isEqualTo("all of these: winnow accept " + new WorkloadId("shop/web", "").shortId() + " --all 9876543210");
        assertThat(out.toString().lines().toList().get(1))
                .startsWith("0123456789  serve  unshare\\x1b[31m  ").contains("1 of 50").contains("c0ffee").doesNotContain("\u001b");
    }

    @Test
    void acceptsItemsOrAllAndThaws() {
        assertThat(winnow("accept", "shop/web", "0123456789", "mount")).isZero();
        assertThat(analyzer.decision()).startsWith("[0123456789, mount] accepted by uid ");
        assertThat(winnow("accept", "shop/web", "--all", "9876543210", "--reason", "new release, $(x) & é")).isZero();
        assertThat(analyzer.decision()).startsWith("all of 9876543210 accepted by uid ").endsWith(": new release, $(x) & é");
        assertThat(winnow("thaw", "shop/web")).isZero();
        assertThat(out.toString().lines()).last().asString().contains("learning");
    }

    @Test
    void exportsToStandardOutputAndToAFile() throws IOException {
        assertThat(winnow("export", "shop/web", "--runtime", "runc,crun")).isZero();
        assertThat(out).hasToString("{\"runtimes\":\"[runc, crun]\"}\n");
        Path file = directory.resolve("profile.json");
        Files.writeString(file, "old");
        assertThat(winnow("export", "shop/web", "-f", file.toString())).isZero();
        assertThat(file).hasContent("{\"runtimes\":\"[]\"}\n");
    }

    @Test
    void exportsTheProfileAndPrintsItsRemarksSeparately() {
        assertThat(winnow("export", "shop/web", "--allow", "mount,bpf", "--block", "ptrace", "--exec-sessions", "--no-clone3", "--log", "--tolerance", "exact")).isZero();
        assertThat(analyzer.asked()).isEqualTo(new ProfileRequest("docker", List.of(), List.of("mount", "bpf"), List.of("ptrace"), true, true, true, false, "exact"));
        assertThat(out).hasToString("{\"runtimes\":\"[]\"}\n");
        assertThat(err).hasToString("winnow: note: ptrace is in use by \\x1b[31m\n");
        err.getBuffer().setLength(0);
        assertThat(winnow("export", "shop/web", "--quiet")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedAndTheOldOneStays() {
        assertThat(winnow("export", "shop/web", "-f", directory.resolve("none/profile.json").toString())).isEqualTo(ExitCode.FAILURE);
        assertOneMessage("winnow: " + directory.resolve("none/profile.json") + " cannot be written");
    }

    @Test
    void whatCannotBeWrittenIsFoundOutBeforeACommandRuns() throws IOException {
        Path ran = directory.resolve("ran");
        for (Path file : List.of(directory.resolve("none/result"), directory)) {
            err.getBuffer().setLength(0);
            assertThat(run("profile", "-f", file.toString(), "--", "/usr/bin/touch", ran.toString())).isEqualTo(ExitCode.PROFILE_FAILED);
            assertOneMessage("winnow: " + file + " cannot be written");
        }
        assertThat(ran).doesNotExist();
        OutputFile.check(directory.resolve("result"));
        OutputFile.check(Path.of("/dev/null"));
        assertThat(directory).isDirectoryNotContaining(file -> file.toString().contains("result"));
    }

    @ParameterizedTest
    @CsvSource({"profile, 127, 126", "top, 127, 126", "trace, 127, 126", "verify --profile docker-default, 2, 2"})
    void aCommandThatCannotStartIsNoRun(String command, int missing, int forbidden) throws IOException {
        String file = Files.createFile(directory.resolve("no-program")).toString();
        Map<String, Integer> codes = Map.of("/none/such", missing, "none-such", missing, "", missing, file, forbidden, directory.toString(), forbidden);
        codes.forEach((program, code) -> {
            err.getBuffer().setLength(0);
            List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
            arguments.addAll(List.of("--", program));
            assertThat(run(arguments.toArray(String[]::new))).as(program).isEqualTo(code);
            assertOneMessage("winnow: ");
            assertThat(err.toString()).contains("\"" + program + "\"");
        });
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void showsViolationsAsLinesAndAsDocuments() {
        feed.add("{\"time\":\"2026-11-21T10:00:00Z\",\"kind\":\"syscall\",\"summary\":\"unshare\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(winnow("violations")).isZero();
        assertThat(out.toString().lines().skip(1)).first().asString().endsWith("unshare");
        out.getBuffer().setLength(0);
        assertThat(winnow("violations", "-o", "json")).isZero();
        assertThat(out).hasToString("{\"time\":\"2026-11-21T10:00:00Z\",\"kind\":\"syscall\",\"summary\":\"unshare\"}\n");
    }

    @Test
    void whatSeccompRefusesToAWorkloadThatIsNotFrozenIsPointedOutWhereViolationsAreLookedFor() {
        String hint = "shop/web is not frozen and so has no violations, but seccomp refused it 1 system call: see `winnow workloads " + new WorkloadId("shop/web", "").shortId()
                + "`";
        for (String[] asked : List.of(new String[] {"violations"}, new String[] {"violations", "--workload", "shop/web"}, new String[] {"violations", "--kind", "denial"})) {
            out.getBuffer().setLength(0);
            assertThat(winnow(asked)).isZero();
            assertThat(out.toString().lines()).as(String.join(" ", asked)).contains(hint);
        }
        out.getBuffer().setLength(0);
        assertThat(winnow("violations", "--kind", "capability")).isZero();
        assertThat(out.toString()).doesNotContain("refused it");
    }

    @Test
    void violationsAreChosenByTimeWorkloadAndKind() {
        for (String violation : List.of("2026-11-21T10:00:00Z syscall shop/web", "2026-11-21T11:00:00Z denial shop/web", "2026-11-21T12:00:00Z syscall other")) {
            String[] parts = violation.split(" ");
            feed.add(("{\"time\":\"%s\",\"kind\":\"%s\",\"workload\":{\"id\":\"%s\"}}".formatted((Object[]) parts)).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(shown("--since", "2026-11-21T11:00:00Z")).hasSize(2).first().asString().contains("denial");
        assertThat(shown("--workload", new WorkloadId("shop/web", "").shortId())).hasSize(2);
        assertThat(shown("--kind", "denial,loss")).singleElement().asString().contains("denial");
        assertThat(shown("--since", "1m")).isEmpty();
        assertThat(shown("--since", "999999999999d")).hasSize(3);
        assertThat(winnow("violations", "-o", "yaml", "--kind", "denial")).isZero();
        assertThat(out.toString()).contains("- time: ").contains("  workload:\n");
    }

    private List<String> shown(String... filter) {
        out.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("violations", "-o", "json"));
        arguments.addAll(List.of(filter));
        assertThat(winnow(arguments.toArray(String[]::new))).isZero();
        List<String> lines = out.toString().lines().toList();
        out.getBuffer().setLength(0);
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"workloads", "export", "freeze", "pending", "accept", "thaw", "explain", "diff", "top", "profile", "trace", "merge", "verify", "replay",
            "violations", "status", "posture"})
    void noArgumentMakesACommandSpeakOfItsClasses(String command) {
        for (List<String> arguments : odd()) {
            err.getBuffer().setLength(0);
            List<String> all = new ArrayList<>(List.of(command));
            if (List.of("top", "profile", "trace").contains(command)) {
                all.addAll(List.of("--container", arguments.get(0)));
            } else {
                all.addAll(arguments);
            }
            boolean client = List.of("workloads", "export", "freeze", "pending", "accept", "thaw", "violations", "status", "posture").contains(command);
            int code = client ? winnow(all.toArray(String[]::new)) : run(all.toArray(String[]::new));
            boolean option = arguments.get(0).startsWith("-");
            assertThat(err.toString()).as("%s %s: %d", command, arguments, code).doesNotContain("io.winnow", "java.", "unexpected", "\tat ").doesNotContain("Exception");
            assertThat(option || code != 0 && !err.toString().isBlank()).as("%s %s: %d", command, arguments, code).isTrue();
        }
    }

    private static List<List<String>> odd() {
        List<List<String>> odd = new ArrayList<>();
        for (String name : WorstNames.ALL) {
            odd.add(List.of(name));
            odd.add(List.of(name, name));
        }
        odd.add(List.of(""));
        odd.add(List.of("", ""));
        odd.add(List.of("@/etc/passwd"));
        return odd;
    }

    @Test
    void anEmptyNameIsRefused() {
        for (String command : List.of("workloads", "export", "freeze", "pending", "thaw", "forget", "accept", "posture", "violations --workload")) {
            err.getBuffer().setLength(0);
            List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
            arguments.addAll(command.equals("accept") ? List.of("", "0123") : List.of(""));
            assertThat(winnow(arguments.toArray(String[]::new))).as(command).isEqualTo(ExitCode.USAGE);
            assertOneMessage("winnow: the workload's name is empty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config", "status --socket", "merge", "replay", "verify --profile docker-default --bundle", "export web --format podman-run -d", "export web -f",
        "diff a b --baselines", "profile -f", "top -f"})
    void anEmptyPathIsNotTheWorkingDirectory(String before) {
        List<String> arguments = new ArrayList<>(List.of(before.split(" ")));
        arguments.add("");
        assertThat(run(arguments.toArray(String[]::new))).isNotZero();
        assertThat(err.toString()).startsWith("winnow: Invalid value for ").contains("the path is empty");
    }

    @Test
    void theCommandsThatAreSuggestedDoWhatTheySayWhateverAWorkloadIsCalled() throws Exception {
        for (String name : WorstNames.ALL) {
            analyzer.with(name);
            out.getBuffer().setLength(0);
            assertThat(winnow("pending", new WorkloadId(name, "").shortId())).isZero();
            String suggested = out.toString().lines().reduce((first, last) -> last).orElseThrow().replaceFirst("all of these: ", "");
            List<String> words = pasted(suggested, "winnow");
            assertThat(words).containsExactly("accept", new WorkloadId(name, "").shortId(), "--all", "9876543210");
            assertThat(winnow(words.toArray(String[]::new))).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"docker-run,docker", "podman-run,podman"})
    void theRunCommandThatIsPrintedNamesTheProfileThatWasWrittenWhateverAWorkloadIsCalled(String format, String program) throws Exception {
        Path profiles = directory.resolve("it's $(touch X); touch X #");
        for (String name : WorstNames.ALL.stream().filter(one -> !one.isBlank()).toList()) {
            analyzer.with(name);
            out.getBuffer().setLength(0);
            assertThat(winnow("export", new WorkloadId(name, "").shortId(), "--format", format, "-d", profiles.toString(), "--quiet")).as(err.toString()).isZero();
            List<String> words = pasted(out.toString(), program);
            assertThat(words).startsWith("run").endsWith("IMAGE");
            Path profile = Path.of(words.get(words.size() - 2).replaceFirst("^seccomp=", ""));
            assertThat(profile).hasParent(profiles);
            assertThat(Files.readString(profile)).isEqualTo("{\"runtimes\":\"[]\"}\n");
            Files.delete(profile);
        }
        assertThat(directory.resolve("X")).doesNotExist();
    }

    /** What a shell hands to the program. */
    private List<String> pasted(String command, String program) throws Exception {
        Path script = Files.writeString(directory.resolve("script"), program + "() { printf '%s\\n' \"$@\"; }\n" + command);
        assertThat(new ProcessBuilder("sh", "-n", script.toString()).start().waitFor()).as(command).isZero();
        Process shell = new ProcessBuilder("sh", script.toString()).directory(directory.toFile()).redirectErrorStream(true).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void anUnknownWorkloadIsNotFound() {
        assertThat(winnow("freeze", "absent")).isEqualTo(ExitCode.NOT_FOUND);
        assertOneMessage("winnow: no such workload: id=absent");
    }

    @Test
    void anUnknownFormatIsAMistakeOfUse() {
        assertThat(winnow("export", "shop/web", "--format", "nope")).isEqualTo(ExitCode.USAGE);
        assertOneMessage("winnow: unknown format");
    }

    @Test
    void aServiceThatFailsIsAFailure() {
        assertThat(winnow("status")).isEqualTo(ExitCode.FAILURE);
        assertOneMessage("winnow: the request failed");
    }

    @Test
    void aSocketThatIsNotThereAsksWhetherTheServiceRuns() {
        server.close();
        for (String command : new String[] {"workloads", "containers", "status", "violations"}) {
            err.getBuffer().setLength(0);
            assertThat(winnow(command)).isEqualTo(ExitCode.UNREACHABLE);
            assertOneMessage("winnow: no service listens on " + socket + ": is `winnow run` running?");
            assertThat(out.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "workloads --nope, Unknown option: '--nope'",
        "nope, 'Unmatched argument at index 0: ''nope'''",
        "freeze, 'Missing required parameter: ''WORKLOAD'''",
        "accept web, give either the items to accept or --all",
        "reject web, give either the items to reject or --all",
        "accept web --all 9876543210 mount, give either the items to accept or --all",
        "workloads -o xml, Invalid value for option '--output'",
        "profile, give a command after --",
        "profile --container x -- ls, give either a command or --container",
        "top, give a command after --",
        "top --interval 0s -- ls, --interval",
        "top --sort name -- ls, Invalid value for option '--sort'",
        "trace --container x -- ls, give either a command or --container",
        "trace --count 0 -- ls, --count 0",
        "trace --syscall nope -- ls, '--syscall nope: there is no such system call'",
        "profile --timeout soon -- ls, Invalid value for option '--timeout': \"soon\" is not a time",
        "replay, 'Missing required parameter: ''DIR'''",
    })
    void aWrongCommandLineGetsOneMessageThatSaysWhereToLookFurther(String arguments, String expected) {
        assertThat(run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("winnow: ").contains(expected.replace("''", "'")).contains("Try 'winnow").doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noCommandIsAMistakeOfUse() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("winnow: a command is missing");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        run("worklods");
        assertThat(err.toString()).contains("Did you mean: workloads");
    }

    @Test
    void aBrokenConfigurationIsReportedWithItsPlace() throws IOException {
        Path config = Files.writeString(directory.resolve("winnow.yaml"), "api:\n  port: 80\n");
        assertThat(run("--config", config.toString(), "workloads")).isEqualTo(ExitCode.USAGE);
        assertOneMessage("winnow: " + config + ": line 2, column 3: unknown key \"api.port\": known here are connections, network, socket");
    }

    @Test
    void untrustedArgumentsDoNotReachTheTerminal() {
        run("freeze", "\u001b[31mred\u0007", "--socket", socket.toString());
        assertThat(err.toString()).contains("\\x1b").doesNotContain("\u001b").doesNotContain("\u0007");
        err.getBuffer().setLength(0);
        run("\u001b[2J");
        assertThat(err.toString()).doesNotContain("\u001b");
    }

    @Test
    void aReplayOfWhatIsNoQueueIsRefused() throws IOException {
        assertThat(run("replay", directory.resolve("none").toString())).isEqualTo(ExitCode.FAILURE);
        assertOneMessage("winnow: queue directory " + directory.resolve("none") + " does not exist");
        err.getBuffer().setLength(0);
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(run("replay", empty.toString())).isEqualTo(ExitCode.FAILURE);
        assertOneMessage("winnow: queue directory " + empty + " holds no queue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "doctor", "profile", "top", "trace", "run", "collect", "analyze", "replay", "status", "workloads", "containers",
            "export", "freeze", "forget", "violations", "findings", "sequences"})
    void everyCommandHasHelp(String command) {
        assertThat(command.isEmpty() ? run("--help") : run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: winnow").doesNotContain("null");
    }

    @Test
    void helpListsTheExitCodes() {
        run("--help");
        assertThat(out.toString()).contains("Exit codes:").contains("125");
    }

    @Test
    void theVersionSaysWhatItUnderstands() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("winnow ").contains("schema 1").contains("format 2");
    }

    private int winnow(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = arguments[0];
        all[1] = "--socket";
        all[2] = socket.toString();
        System.arraycopy(arguments, 1, all, 3, arguments.length - 1);
        return run(all);
    }

    private int run(String... arguments) {
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    private void assertOneMessage(String start) {
        assertThat(err.toString().lines()).singleElement().asString().startsWith(start);
    }
}
