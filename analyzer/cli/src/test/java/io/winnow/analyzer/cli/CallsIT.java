// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.observe.CallTracer;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.TracerOptions;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code winnow top} and {@code winnow trace} with the real tracer; strace is the witness. Needs root. */
class CallsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern EVENTS = Pattern.compile("winnow: (\\d+) calls shown; events (\\d+): (\\d+) delivered, (\\d+) lost.*");

    /** Errors of several kinds, signals, forks; nothing in it depends on time. */
    private static final String BUSY = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <unistd.h>

            static void handle(int number)
            {
            	(void)number;
            }

            int main(void)
            {
            	signal(SIGUSR1, handle);
            	for (int i = 0; i < 1000; i++)
            		syscall(SYS_getppid);
            	for (int i = 0; i < 200; i++)
            		close(-1);
            	for (int i = 0; i < 50; i++)
            		open("/none/such", O_RDONLY);
            	for (int i = 0; i < 7; i++)
            		open("/proc/self/exe", O_RDWR);
            	for (int i = 0; i < 5; i++)
            		open("/proc", O_RDWR);
            	for (int i = 0; i < 11; i++)
            		raise(SIGUSR1);
            	for (int i = 0; i < 4; i++) {
            		pid_t child = fork();
            		if (!child) {
            			for (int k = 0; k < 9; k++)
            				if (write(99, "", 1) != -1 || errno != EBADF)
            					_exit(1);
            			_exit(0);
            		}
            		if (waitpid(child, 0, 0) != child)
            			return 1;
            	}
            	return waitpid(-1, 0, 0) == -1 && errno == ECHILD ? 3 : 1;
            }
            """;

    /** Makes no call but its own, with values in the registers that no other program has. */
    private static final String SEQUENCE = """
            static long call(long nr, long a, long b, long c, long d, long e, long f)
            {
            	register long r10 __asm__("r10") = d;
            	register long r8 __asm__("r8") = e;
            	register long r9 __asm__("r9") = f;
            	long result;

            	__asm__ volatile("syscall" : "=a"(result) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
            	return result;
            }

            void _start(void)
            {
            	for (int i = 0; i < 3; i++)
            		call(8, 100 + i, 200 + i, 300 + i, 0x111, 0x222, 0x333); /* lseek */
            	call(9, 0x10000000, 0x2000, 3, 0x32, -1, 0); /* mmap */
            	call(11, 0x10000000, 0x2000, 0, 0, 0, 0); /* munmap */
            	call(39, 1, 2, 3, 4, 5, 6); /* getpid */
            	call(257, -100, (long)"/none/such", 0x80000, 0x1ff, 5, 6); /* openat */
            	call(157, 4, 1, 0x7fffffffffffffff, 0, 0, 0); /* prctl */
            	if (call(57, 0, 0, 0, 0, 0, 0) == 0) { /* fork */
            		call(33, 0xffffffff, 7, 8, 9, 10, 11); /* dup2 */
            		call(60, 3, 0, 0, 0, 0, 0); /* exit */
            	}
            	call(61, -1, 0, 0, 0, 0, 0); /* wait4 */
            	call(231, 5, 0, 0, 0, 0, 0); /* exit_group */
            }
            """;

    @TempDir
    private Path directory;

    private final List<Program> started = new ArrayList<>();
    private OciRuntime runc;
    private Path config;

    @BeforeEach
    void configure() throws IOException {
        runc = new Runc();
        config = Files.writeString(directory.resolve("winnow.yaml"), "collector:\n  runtimeStates: [" + runc.root() + "]\n");
    }

    @AfterEach
    void end() {
        started.forEach(Program::close);
        runc.close();
    }

    @Test
    void topCountsWhatStraceCountsNameByNameAndErrorByError() throws IOException {
        try (CProgram program = CProgram.compile("busy", BUSY)) {
            StraceReport strace = strace(3, "-C", program.executable().toString());
            Path result = directory.resolve("top.json");

            Program top = winnow("top", "-o", "json", "-f", result.toString(), "--", program.executable().toString());

            assertThat(top.exitCode()).as(top.err()).isEqualTo(3);
            assertThat(CliSchemas.problems("observe/top.schema.json", Files.readString(result))).isEmpty();
            JsonNode document = JSON.readTree(result.toFile());
            assertThat(document.at("/uncounted").asLong()).isZero();
            Map<String, StraceReport.Count> counts = new TreeMap<>();
            Map<String, Map<String, Long>> errors = new TreeMap<>();
            for (JsonNode call : document.at("/syscalls")) {
                String name = call.get("name").asText();
                counts.put(name, new StraceReport.Count(call.get("calls").asLong(), call.get("failed").asLong()));
                call.get("errors").properties().forEach(
                        error -> errors.computeIfAbsent(name, none -> new TreeMap<>()).put(error.getKey(), error.getValue().asLong()));
                assertThat(sum(call.get("latency"))).as(name).isEqualTo(call.get("calls").asLong());
            }
            // nothing is left out: both begin with the execve that makes the process the program, and neither counts exit_group
            assertThat(counts).isEqualTo(strace.counts()).containsEntry("getppid", new StraceReport.Count(1000, 0)).containsKeys("execve", "rt_sigreturn");
            assertThat(errors).isEqualTo(strace.errors()).containsKeys("close", "openat", "write", "wait4");
            assertThat(document.at("/exitCode").asInt()).isEqualTo(3);
        }
    }

    @Test
    void topOfAContainerEndsOnCtrlCWithItsTableAndLeavesTheContainerAlone() throws IOException {
        try (Rootfs rootfs = rootfs(); Container container = runc.start("winnow-calls-top", rootfs, endless())) {
            Program top = winnow("top", "--container", "winnow-calls-top", "--sort", "calls");
            await().atMost(SOON).until(() -> top.err().contains("watching container winnow-calls-top until Ctrl-C"));
            Path second = directory.resolve("second.txt");
            Program timed = winnow("top", "--container", "winnow-calls-top", "--duration", "2s", "--sort", "errors", "-f", second.toString());
            assertThat(timed.exitCode()).as(timed.err()).isZero();
            top.signal("INT");
            assertThat(top.exitCode()).as(top.err()).isZero();
            assertThat(top.out().lines().findFirst().orElseThrow()).startsWith("SYSCALL").contains("CALLS/S", "P99");
            assertThat(top.out()).contains("clock_nanosleep", "execve", "total").doesNotContain("\u001b");
            assertThat(Files.readString(second)).contains("clock_nanosleep");
            assertThat(container.running()).isTrue();
        }
    }

    @Test
    void topOnATerminalTakesKeysFollowsItsSizeAndLeavesItAsItWas() throws Exception {
        try (Rootfs rootfs = rootfs(); Container container = runc.start("winnow-calls-tty", rootfs, endless());
                Pty top = Pty.start(directory, 12, 60, "TERM=xterm", "--config", config.toString(), "top", "--container", "winnow-calls-tty", "--interval", "200ms")) {
            await().atMost(SOON).untilAsserted(() -> assertThat(top.screen().get(0)).as(top.program().err()).startsWith("winnow top by time: winnow-calls-tty; q quits"));
            assertFits(top.screen(), 12, 60);
            assertThat(top.program().out()).as("names are bold").contains("\u001b[1mclock_nanosleep\u001b[0m");
            top.press("xc");
            await().atMost(SOON).untilAsserted(() -> assertThat(top.screen().get(0)).startsWith("winnow top by calls: "));
            top.resize(7, 24);
            await().atMost(SOON).untilAsserted(() -> assertFits(top.screen(), 7, 24));
            top.resize(12, 220);
            await().atMost(SOON).untilAsserted(() -> assertThat(top.screen().get(1)).contains("LATELY", "LATENCY"));
            top.press("eq");
            assertThat(top.exit()).as(top.program().out()).isEqualTo("0");
            assertThat(top.isAsBefore()).isTrue();
            assertThat(top.program().out()).as("the last table, whole").contains("LATENCY", "total");
            assertThat(container.running()).isTrue();
        }
    }

    private static void assertFits(List<String> screen, int rows, int columns) {
        assertThat(screen).hasSizeBetween(3, rows - 1).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    }

    @Test
    void traceShowsTheCallsArgumentsAndResultsThatStraceShows() throws IOException {
        try (CProgram program = CProgram.compileFreestanding("sequence", SEQUENCE)) {
            StraceReport strace = strace(5, "-e", "raw=all", program.executable().toString());
            Path result = directory.resolve("trace.jsonl");

            Program trace = winnow("trace", "-o", "json", "-f", result.toString(), "--", program.executable().toString());

            assertThat(trace.exitCode()).as(trace.err()).isEqualTo(5);
            List<String> lines = Files.readAllLines(result);
            Map<Long, List<JsonNode>> ours = new LinkedHashMap<>();
            for (String line : lines) {
                assertThat(CliSchemas.problems("observe/trace.schema.json", line)).as(line).isEmpty();
                JsonNode call = JSON.readTree(line);
                ours.computeIfAbsent(call.get("tid").asLong(), none -> new ArrayList<>()).add(call);
            }
            assertThat(described(ours)).isEqualTo(describedByStrace(strace.callsByProcess()));
            assertThat(described(ours)).hasSize(2);
            assertThat(described(ours).get(0)).hasSize(12);
            assertNothingLost(trace, lines.size());
        }
    }

    @Test
    void traceOfAContainerShowsWhatIsAskedForUntilTheCountOrCtrlC() throws IOException {
        try (Rootfs rootfs = rootfs(); Container container = runc.start("winnow-calls-trace", rootfs, endless())) {
            Program counted = winnow("trace", "--container", "winnow-calls-trace", "--syscall", "clock_nanosleep,execve", "--count", "3");
            assertThat(counted.exitCode()).as(counted.err()).isZero();
            assertThat(counted.out().lines()).hasSize(3).allMatch(line -> line.matches("[0-9:.]+ \\d+/\\d+ (clock_nanosleep|execve)\\(0x.*\\) = .*"));
            Program trace = winnow("trace", "--container", "winnow-calls-trace");
            await().atMost(SOON).until(() -> trace.out().lines().count() > 50);
            trace.signal("INT");
            assertThat(trace.exitCode()).as(trace.err()).isZero();
            assertNothingLost(trace, trace.out().lines().count());
            assertThat(container.running()).isTrue();
        }
    }

    @Test
    void aTraceWithoutAReaderEnds() {
        Program trace = Program.start(directory, List.of("/bin/sh", "-c", "\"$@\" | head -n 1", "sh"),
                "--config", config.toString(), "trace", "--", "/bin/sh", "-c", "while :; do /bin/sleep 0.1; done");
        started.add(trace);
        assertThat(trace.exitCode()).as(trace.err()).isZero();
        assertThat(trace.out().lines()).singleElement().asString().contains(" execve(");
        assertThat(trace.err()).contains("standard output has no reader any more", "calls shown");
    }

    @Test
    void whatCannotBeWrittenIsAFailureAndLeavesNothingRunning() {
        List<List<String>> all = List.of(
                List.of("trace", "--", "/bin/sh", "-c", "while :; do /bin/sleep 0.1; done"),
                List.of("trace", "-f", "/dev/full", "--", "/bin/sh", "-c", "while :; do /bin/sleep 0.1; done"),
                List.of("top", "--", "/bin/true"),
                List.of("profile", "-o", "docker", "--", "/bin/true"));
        for (List<String> arguments : all) {
            List<String> whole = new ArrayList<>(List.of("--config", config.toString()));
            whole.addAll(arguments);
            Program program = Program.start(directory, List.of("/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"), whole.toArray(String[]::new));
            started.add(program);
            assertThat(program.exitCode()).as(program.err()).isEqualTo(ExitCode.PROFILE_FAILED);
            assertThat(program.err()).contains("cannot be written").doesNotContain("calls shown");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsFoundOutBeforeTheCommandRuns() {
        Path ran = directory.resolve("ran");
        for (String command : List.of("profile", "top", "trace")) {
            Program program = winnow(command, "-f", "/none/result", "--", "/usr/bin/touch", ran.toString());
            assertThat(program.exitCode()).isEqualTo(ExitCode.PROFILE_FAILED);
            assertThat(program.err().lines()).singleElement().asString().startsWith("winnow: /none/result cannot be written");
        }
        assertThat(ran).doesNotExist();
    }

    @Test
    void whatTheRingCannotHoldIsCounted() {
        List<Integer> calls = new ArrayList<>();
        try (CallTracer tracer = CallTracer.open(TracerOptions.DEFAULT.withRingBytes(4096), SlotMode.TRACE, call -> calls.add(call.nr()));
                Cgroup cgroup = Cgroup.create("winnow-calls-it")) {
            tracer.watchCommand(new CgroupRef(inode(cgroup.path()), "/winnow-calls-it"));
            Shell.run("/bin/sh", "-c", "echo $$ > " + cgroup.path() + "/cgroup.procs && exec /bin/ls /").orThrow();
            CallTracer.Flow flow = tracer.stop();
            assertThat(flow.lost()).isPositive();
            assertThat(flow.delivered() + flow.lost()).isEqualTo(flow.produced());
            assertThat(calls.size()).isPositive().isLessThanOrEqualTo((int) flow.delivered());
        }
    }

    @Test
    void anUnknownContainerAndAFileThatCannotBeWrittenAreNamed() {
        Program top = winnow("top", "--container", "absent");
        assertThat(top.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(top.err()).contains("winnow: no running container or workload is called \"absent\"");
        Program trace = winnow("trace", "-f", "/none/trace", "--", "/bin/true");
        assertThat(trace.exitCode()).isEqualTo(ExitCode.PROFILE_FAILED);
        assertThat(trace.err()).contains("winnow: /none/trace cannot be written");
    }

    /** Process by process, in the order of their first calls: name, arguments, result, with each process's number replaced. */
    private static List<List<String>> described(Map<Long, List<JsonNode>> processes) {
        List<Long> order = List.copyOf(processes.keySet());
        List<List<String>> all = new ArrayList<>();
        for (List<JsonNode> calls : processes.values()) {
            List<String> lines = new ArrayList<>();
            for (JsonNode call : calls) {
                List<Long> args = new ArrayList<>();
                call.get("args").forEach(arg -> args.add(Long.parseUnsignedLong(arg.asText().substring(2), 16)));
                String result = call.has("error") ? call.get("error").asText() : call.has("result") ? number(call.get("result").asLong(), order) : "?";
                lines.add(line(call.get("syscall").asText(), args, result));
            }
            all.add(lines);
        }
        return all;
    }

    private static List<List<String>> describedByStrace(Map<Long, List<StraceReport.Call>> processes) {
        List<Long> order = List.copyOf(processes.keySet());
        List<List<String>> all = new ArrayList<>();
        for (List<StraceReport.Call> calls : processes.values()) {
            List<String> lines = new ArrayList<>();
            for (StraceReport.Call call : calls) {
                List<Long> args = call.args().stream().map(arg -> Long.parseUnsignedLong(arg.replaceFirst("^0x", ""), 16)).toList();
                String result = call.error() != null ? call.error() : call.result().equals("?") ? "?" : number(Long.decode(call.result()), order);
                lines.add(line(call.name(), args, result));
            }
            all.add(lines);
        }
        return all;
    }

    /** strace leaves out the registers that a call does not take; the arguments of execve are addresses in the process that became it. */
    private static String line(String name, List<Long> args, String result) {
        int taken = Map.of("lseek", 3, "mmap", 6, "munmap", 2, "openat", 4, "prctl", 5, "dup2", 2, "exit", 1, "wait4", 4, "exit_group", 1)
                .getOrDefault(name, 0);
        return name + args.subList(0, Math.min(taken, args.size())) + " = " + result;
    }

    private static String number(long result, List<Long> processes) {
        return processes.contains(result) ? "process " + processes.indexOf(result) : Long.toString(result);
    }

    private static void assertNothingLost(Program trace, long shown) {
        Matcher events = EVENTS.matcher(trace.err().lines().filter(line -> line.contains("calls shown")).findFirst().orElseThrow());
        assertThat(events.matches()).as(trace.err()).isTrue();
        assertThat(Long.parseLong(events.group(1))).isEqualTo(shown);
        assertThat(Long.parseLong(events.group(2))).isEqualTo(Long.parseLong(events.group(3))).isGreaterThan(shown);
        assertThat(events.group(4)).isEqualTo("0");
    }

    private static long sum(JsonNode buckets) {
        long sum = 0;
        for (JsonNode bucket : buckets) {
            sum += bucket.get("calls").asLong();
        }
        return sum;
    }

    private StraceReport strace(int exitCode, String... arguments) throws IOException {
        Path log = directory.resolve("strace.log");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", log.toString()));
        command.addAll(List.of(arguments));
        assertThat(Shell.run(command).exit()).isEqualTo(exitCode);
        return new StraceReport(Files.readAllLines(log));
    }

    private static Rootfs rootfs() {
        return Rootfs.create().programs("/bin/sh", "/bin/sleep");
    }

    private static OciSpec endless() {
        return OciSpec.of("/bin/sh", "-c", "while :; do /bin/sleep 0.1; done");
    }

    private static long inode(Path path) {
        try {
            return (Long) Files.getAttribute(path, "unix:ino");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Program winnow(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--config", config.toString()));
        all.addAll(List.of(arguments));
        Program program = Program.start(directory, all.toArray(String[]::new));
        started.add(program);
        return program;
    }
}
