// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of Debian run under strace, and what they call beside what their files say that they can call at most, with the memory that the service gives an analysis.
 * {@code -Dwinnow.reach.report=FILE} writes the table.
 */
class ReachIT {

    private static final String COMMANDS = "commands.txt";
    private static final int SECONDS = 180;
    private static final int PROGRAMS = 60;
    /** For one file, on a machine that does much else. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void noProgramMakesACallThatItCannotReach() throws Exception {
        Map<String, Strace.Program> seen = new TreeMap<>();
        for (String command : commands()) {
            Path work = Files.createTempDirectory(directory, "command");
            Strace.run(work, SECONDS, List.of("sh", "-c", command)).forEach((executable, program) -> {
                Strace.Program all = seen.computeIfAbsent(executable, each -> new Strace.Program());
                all.calls.addAll(program.calls);
                all.libraries.addAll(program.libraries);
            });
        }
        Map<String, Set<String>> missed = new TreeMap<>();
        List<Row> rows = new ArrayList<>();
        seen.forEach((executable, program) -> {
            if (Files.exists(Path.of(executable))) {
                rows.add(compare(executable, program, missed));
            }
        });
        report(rows);
        assertThat(missed).isEmpty();
        assertThat(rows).hasSizeGreaterThan(PROGRAMS);
    }

    /** @return a row of the table */
    private static Row compare(String executable, Strace.Program program, Map<String, Set<String>> missed) {
        long start = processorNanos();
        Reach reach = new ReachAnalysis(Path.of("/"), LIMIT, Optional.empty()).analyze(executable, program.libraries);
        long millis = (processorNanos() - start) / 1_000_000;
        assertThat(reach.gaps()).as(executable).noneMatch(gap -> gap.kind() == ReachGap.Kind.NOT_ANALYSED || gap.kind() == ReachGap.Kind.MISSING_LIBRARY);
        Set<String> unreached = new TreeSet<>();
        for (int number : program.calls) {
            if (!reach.contains(Abi.X86_64, number)) {
                unreached.add(SyscallTable.name(Abi.X86_64, number).orElseThrow());
            }
        }
        if (!unreached.isEmpty()) {
            missed.put(executable, unreached);
        }
        int reached = reach.calls(Abi.X86_64).size();
        int made = program.calls.size();
        double f1 = 2.0 * (made - unreached.size()) / (reached + made);
        Set<String> gaps = new TreeSet<>();
        reach.gaps().forEach(gap -> gaps.add(gap.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return new Row(executable, made, reached, unreached.size(), f1, millis, String.join(", ", gaps));
    }

    /** Of this process, with what compiles its code and frees its memory: other programs can have the CPU meanwhile. */
    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** @param f1 harmonic mean of the share of the reached calls that were made and of the made ones that are reached */
    private record Row(String executable, int made, int reached, int missed, double f1, long millis, String gaps) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "| `%s` | %d | %d | %d | %.2f | %d | %s |", executable, made, reached, missed, f1, millis, gaps);
        }
    }

    private static List<String> commands() throws IOException {
        try (InputStream in = ReachIT.class.getResourceAsStream(COMMANDS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        }
    }

    private static double average(List<Row> rows, ToDoubleFunction<Row> figure) {
        return rows.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static void report(List<Row> rows) throws IOException {
        String file = System.getProperty("winnow.reach.report", "target/reach.md");
        List<String> lines = new ArrayList<>(List.of("| program | calls made | reached | missed | F1 | ms of a CPU | gaps |", "|---|---|---|---|---|---|---|"));
        rows.forEach(row -> lines.add(row.toString()));
        lines.add(String.format(Locale.ROOT, "%n%d programs; on average %.1f calls made, %.1f reached, F1 %.2f, %.0f ms of a CPU",
                rows.size(), average(rows, Row::made), average(rows, Row::reached), average(rows, Row::f1), average(rows, Row::millis)));
        Files.write(Path.of(file), lines);
    }
}
