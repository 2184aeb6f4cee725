// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of Debian run under strace, and what they call beside what their files say that they can call at most. {@code -Dwinnow.reach.report=FILE} writes the
 * table.
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
        List<String> rows = new ArrayList<>();
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
    private static String compare(String executable, Strace.Program program, Map<String, Set<String>> missed) {
        long start = System.nanoTime();
        Reach reach = new ReachAnalysis(Path.of("/"), LIMIT).analyze(executable, program.libraries);
        long millis = (System.nanoTime() - start) / 1_000_000;
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
        return String.format(Locale.ROOT, "| `%s` | %d | %d | %d | %.2f | %d | %s |", executable, made, reached, unreached.size(), f1, millis, String.join(", ", gaps));
    }

    private static List<String> commands() throws IOException {
        try (InputStream in = ReachIT.class.getResourceAsStream(COMMANDS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        }
    }

    private static void report(List<String> rows) throws IOException {
        String file = System.getProperty("winnow.reach.report", "target/reach.md");
        List<String> lines = new ArrayList<>(List.of("| program | calls made | reached | missed | F1 | ms | gaps |", "|---|---|---|---|---|---|---|"));
        lines.addAll(rows);
        Files.write(Path.of(file), lines);
    }
}
