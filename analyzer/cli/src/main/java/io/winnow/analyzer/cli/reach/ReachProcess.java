// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.store.ReachDocument;
import io.winnow.analyzer.store.ReachStore;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code winnow reach} in a process of its own: what is analysed is an attacker's, and may cost that process its memory or its time, and no other. Others
 * have the CPU first.
 */
final class ReachProcess {

    private static final List<String> LOW_PRIORITY = List.of("/usr/bin/nice", "-n", "10");
    private static final File NOTHING = new File("/dev/null");
    private static final String CLASS_DATA = "-XX:SharedArchiveFile=";
    private static final String MEMORY = "-Xmx256m";
    /** All of it from the start, which costs nothing before it is used: where a heap grows, the file in it is moved. Little of it is for what is new. */
    private static final List<String> HEAP = List.of(MEMORY, "-Xms256m", "-Xmn32m");
    /** An analysis ends before code that is compiled again, with more effort, gives back what that takes. */
    private static final String COMPILER = "-XX:TieredStopAtLevel=1";
    private static final int MAX_OUTPUT = 8 << 20;
    private static final int LOOK_MILLIS = 200;
    private static final int MOST_WAITING = 10;

    private final String mainClass;
    private final Path cache;
    private final Duration limit;

    /**
     * @param mainClass of this program; its class path is that of this process
     * @param cache where the process keeps what it found in files
     * @param limit of the time that it takes of a CPU
     */
    ReachProcess(String mainClass, Path cache, Duration limit) {
        this.mainClass = mainClass;
        this.cache = cache;
        this.limit = limit;
    }

    /**
     * Analyses programs with these libraries.
     *
     * @throws IOException if it fails, with a reason; or takes longer than the limit
     */
    ReachDocument run(Path root, Collection<String> programs, Collection<String> libraries) throws IOException, InterruptedException {
        Path output = Files.createTempFile("winnow-reach", ".json");
        try {
            Process process = new ProcessBuilder(command(root, programs, libraries))
                    .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                await(process);
            } finally {
                process.destroyForcibly();
            }
            return document(process.exitValue(), output);
        } finally {
            Files.delete(output);
        }
    }

    /** By what it takes of a CPU: where others are busy, a process of low priority waits for most of the time. */
    private void await(Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.multipliedBy(MOST_WAITING).toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (process.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(limit) > 0 || System.nanoTime() - end > 0) {
                throw new IOException("it takes longer than " + limit.toSeconds() + " s of a CPU, or has waited for " + MOST_WAITING + " times as long");
            }
        }
    }

    private static ReachDocument document(int exit, Path output) throws IOException {
        if (exit != ExitCode.OK && exit != ExitCode.NOT_JUDGED) {
            throw new IOException("it ended with status " + exit + ", as it does if it needs more memory than " + MEMORY.substring("-Xmx".length()));
        }
        if (Files.size(output) > MAX_OUTPUT) {
            throw new IOException("the answer is larger than " + MAX_OUTPUT + " bytes");
        }
        try {
            return ReachStore.document(Files.readAllBytes(output));
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer cannot be read", e);
        }
    }

    private List<String> command(Path root, Collection<String> programs, Collection<String> libraries) {
        List<String> command = new ArrayList<>(Files.isExecutable(Path.of(LOW_PRIORITY.get(0))) ? LOW_PRIORITY : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.addAll(List.of(COMPILER, "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1", "-Xlog:disable"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(argument -> argument.startsWith(CLASS_DATA)).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, "reach", "--output", "json", "--cache", cache.toString(), "--root", root.toString()));
        for (String library : libraries) {
            command.addAll(List.of("--library", library));
        }
        command.add("--");
        command.addAll(programs);
        return command;
    }
}
