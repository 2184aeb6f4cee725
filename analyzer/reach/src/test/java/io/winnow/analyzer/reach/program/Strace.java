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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What strace sees a command do: the system calls of each program that was executed, and the files that it mapped to be executed. */
final class Strace {

    /** What one executable did, in all its processes. */
    static final class Program {
        final Set<Integer> calls = new TreeSet<>();
        final Set<String> libraries = new TreeSet<>();
    }

    /** @param program the path of its executable; empty if it is not known */
    private record Process(String program, Path directory) {}

    private static final Pattern LINE = Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(\\w+)(?:\\(| resumed>)(.*)");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    /** As -y shows a descriptor. */
    private static final Pattern DESCRIPTOR = Pattern.compile("\\d+<(/[^>]*)>.*");
    private static final Pattern EXECUTABLE = Pattern.compile(".*PROT_EXEC.*, \\d+<(/[^>]*)>.*");
    private static final Pattern OWN = Pattern.compile("/proc/(self|\\d+)/exe");
    private static final Set<String> FORKS = Set.of("clone", "clone3", "fork", "vfork");

    private final Map<String, Program> programs = new TreeMap<>();
    private final Map<String, Process> processes = new HashMap<>();
    /** By the line on which the parent begins to make it. */
    private final Map<Integer, String> children = new HashMap<>();
    /** The start of a call that is still to return. */
    private final Map<String, String> unfinished = new HashMap<>();

    private Strace() {}

    /** Runs a command to its end. */
    static Map<String, Program> run(Path directory, int seconds, List<String> command) throws IOException, InterruptedException {
        Path trace = Files.createTempFile(directory, "strace", ".txt");
        List<String> all = new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-s", "300", "-e", "signal=none", "-o", trace.toString(), "--"));
        all.addAll(command);
        java.lang.Process process = new ProcessBuilder(all)
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
        return read(Files.readAllLines(trace, StandardCharsets.ISO_8859_1), directory);
    }

    /** @param directory where the command was started */
    static Map<String, Program> read(List<String> lines, Path directory) {
        Strace strace = new Strace();
        strace.findChildren(lines);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = LINE.matcher(lines.get(i));
            if (matcher.matches()) {
                String pid = matcher.group(1);
                strace.processes.putIfAbsent(pid, new Process("", directory));
                strace.note(pid, matcher.group(2), matcher.group(3), lines.get(i).contains(" resumed>"));
                if (strace.children.containsKey(i)) {
                    strace.processes.put(strace.children.get(i), strace.processes.get(pid));
                }
            }
        }
        return strace.programs;
    }

    /** A child can be seen before its parent's call returns. */
    private void findChildren(List<String> lines) {
        Map<String, Integer> begun = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = LINE.matcher(lines.get(i));
            if (matcher.matches() && FORKS.contains(matcher.group(2))) {
                int line = i;
                int start = lines.get(i).contains(" resumed>") ? begun.getOrDefault(matcher.group(1), line) : line;
                begun.put(matcher.group(1), start);
                String child = result(matcher.group(3));
                if (child.matches("[1-9]\\d*")) {
                    children.put(start, child);
                }
            }
        }
    }

    private void note(String pid, String call, String rest, boolean resumed) {
        Process process = processes.get(pid);
        String whole = resumed ? unfinished.getOrDefault(pid, "") + rest : rest;
        unfinished.put(pid, rest.endsWith("<unfinished ...>") ? rest : "");
        Program program = programs.get(process.program());
        if (program != null && !resumed) {
            program.calls.add(SyscallTable.number(Abi.X86_64, call).orElseThrow(() -> new AssertionError(call)));
        }
        switch (call) {
            case "execve", "execveat" -> execute(pid, process, call, whole);
            case "mmap" -> {
                Matcher mapped = EXECUTABLE.matcher(whole);
                if (program != null && mapped.matches() && Files.exists(Path.of(mapped.group(1)))) {
                    program.libraries.add(mapped.group(1));
                }
            }
            case "chdir", "fchdir" -> {
                if (result(whole).equals("0")) {
                    processes.put(pid, new Process(process.program(), directory(process, call, whole)));
                }
            }
            default -> {
                // says neither which program runs nor where
            }
        }
    }

    private static Path directory(Process process, String call, String arguments) {
        Matcher found = call.equals("fchdir") ? DESCRIPTOR.matcher(arguments) : TEXT.matcher(arguments);
        boolean known = call.equals("fchdir") ? found.matches() : found.find();
        return known ? process.directory().resolve(found.group(1)) : process.directory();
    }

    private void execute(String pid, Process process, String call, String arguments) {
        if (!result(arguments).equals("0")) {
            return;
        }
        Matcher text = TEXT.matcher(arguments);
        String program = "";
        if (call.equals("execve") && text.find()) {
            program = OWN.matcher(text.group(1)).matches() ? process.program() : real(process.directory().resolve(text.group(1))).orElse("");
        }
        processes.put(pid, new Process(program, process.directory()));
        if (!program.isEmpty()) {
            programs.computeIfAbsent(program, each -> new Program());
        }
    }

    /** The program that runs: of a script, its interpreter. Empty if the file was removed since. */
    private static Optional<String> real(Path path) {
        try {
            Path file = path.toRealPath();
            byte[] start = new byte[200];
            int length;
            try (var in = Files.newInputStream(file)) {
                length = in.readNBytes(start, 0, start.length);
            }
            String text = new String(start, 0, length, StandardCharsets.ISO_8859_1);
            return text.startsWith("#!") ? real(Path.of(text.substring(2).strip().split("[ \n]")[0])) : Optional.of(file.toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String result(String rest) {
        int at = rest.lastIndexOf(" = ");
        return at < 0 ? "" : rest.substring(at + 3);
    }
}
