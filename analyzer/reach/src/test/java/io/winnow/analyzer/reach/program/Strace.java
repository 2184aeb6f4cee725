// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strace sees a command do: the system calls of each program that was executed, and the libraries that it opened. */
final class Strace {

    /** What one executable did, in all its processes. */
    static final class Program {
        final Set<Integer> calls = new TreeSet<>();
        final Set<String> libraries = new TreeSet<>();
    }

    private static final Pattern LINE = Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(\\w+)(?:\\(| resumed>)(.*)");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern LIBRARY = Pattern.compile(".*\\.so(\\.[0-9.]+)?");
    private static final Set<String> FORKS = Set.of("clone", "clone3", "fork", "vfork");

    private final Map<String, Program> programs = new TreeMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, String> executables = new HashMap<>();
    private final Map<String, String> executing = new HashMap<>();

    private Strace() {}

    /** Runs a command to its end. */
    static Map<String, Program> run(Path directory, int seconds, List<String> command) throws IOException, InterruptedException {
        Path trace = Files.createTempFile(directory, "strace", ".txt");
        List<String> all = new ArrayList<>(List.of("strace", "-f", "-qq", "-s", "300", "-e", "signal=none", "-o", trace.toString(), "--"));
        all.addAll(command);
        Process process = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " did not end within " + seconds + " s");
        }
        Strace strace = new Strace();
        strace.read(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
        return strace.programs;
    }

    private void read(List<String> lines) {
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && FORKS.contains(matcher.group(2))) {
                String child = result(matcher.group(3));
                if (child.matches("[1-9]\\d*")) {
                    parents.put(child, matcher.group(1));
                }
            }
        }
        boolean first = true;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                note(matcher.group(1), matcher.group(2), matcher.group(3), line.contains(" resumed>"), first);
                first = false;
            }
        }
    }

    /** @param starts whether it is the execve by which strace starts the command */
    private void note(String pid, String call, String rest, boolean resumed, boolean starts) {
        String executable = executables.computeIfAbsent(pid, each -> executables.get(parents.get(each)));
        if (executable != null && !starts && !resumed) {
            Program program = programs.get(executable);
            program.calls.add(SyscallTable.number(Abi.X86_64, call).orElseThrow(() -> new AssertionError(call)));
            Matcher text = TEXT.matcher(rest);
            if ((call.equals("openat") || call.equals("open")) && text.find() && LIBRARY.matcher(text.group(1)).matches() && Files.exists(Path.of(text.group(1)))) {
                program.libraries.add(text.group(1));
            }
        }
        if (call.equals("execve")) {
            execute(pid, rest, resumed);
        }
    }

    private void execute(String pid, String rest, boolean resumed) {
        Matcher text = TEXT.matcher(rest);
        if (!resumed && text.find()) {
            executing.put(pid, text.group(1));
        }
        if (result(rest).equals("0")) {
            executables.put(pid, real(executing.get(pid)));
            programs.computeIfAbsent(executables.get(pid), each -> new Program());
        }
    }

    /** The program that runs: of a script, its interpreter. */
    private static String real(String path) {
        try {
            Path file = Path.of(path).toRealPath();
            byte[] start = new byte[200];
            int length;
            try (var in = Files.newInputStream(file)) {
                length = in.readNBytes(start, 0, start.length);
            }
            String text = new String(start, 0, length, StandardCharsets.ISO_8859_1);
            return text.startsWith("#!") ? real(text.substring(2).strip().split("[ \n]")[0]) : file.toString();
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    private static String result(String rest) {
        int at = rest.lastIndexOf(" = ");
        return at < 0 ? "" : rest.substring(at + 3).split(" ")[0];
    }
}
