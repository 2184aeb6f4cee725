// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.Figures;
import io.winnow.testbed.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes what {@link WorkloadAdviceIT} found, on standard output and in {@code target/workloads.json} and {@code target/workloads.md}. */
final class WorkloadTable {

    private static final Path TARGET = Path.of("target");

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** One program under one runtime. */
    private record Row(
            String workload, String kind, String runtime, int syscallsUsed, int syscallsAllowed, int syscallsAllowedByDocker, List<String> capabilities,
            int capabilitiesByDocker, List<Removal> removals) {}

    /**
     * One call taken out.
     *
     * @param runs until it was missed
     * @param millis that they took
     * @param after what was refused in consequence
     */
    private record Removal(String syscall, int runs, long millis, List<String> after) {}

    void learned(Application application, String runtime, Advice advice) {
        Figures figures = advice.figures();
        rows.put(application.name() + " " + runtime, new Row(application.name(), application.kind(), runtime, figures.syscallsUsed(), figures.syscallsAllowed(),
                figures.syscallsAllowedByDocker(), advice.capabilities().add().stream().map(Enum::name).toList(), figures.capabilitiesGranted(),
                new ArrayList<>()));
    }

    void removed(String name, String runtime, String syscall, int runs, long millis, List<String> after) {
        rows.get(name + " " + runtime).removals().add(new Removal(syscall, runs, millis, after));
    }

    void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "| workload | kind | runtime | calls used | calls allowed | Docker's default | capabilities added "
                        + "| Docker's default | taken out, and named | refused in consequence |",
                "|---|---|---|---:|---:|---:|---|---:|---:|---|"));
        rows.values().forEach(row -> lines.add(line(row)));
        Files.createDirectories(TARGET);
        Files.write(TARGET.resolve("workloads.md"), lines);
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(TARGET.resolve("workloads.json").toFile(), rows.values());
        lines.forEach(System.out::println);
    }

    private static String line(Row row) {
        String capabilities = row.capabilities().isEmpty() ? "none" : String.join(" ", row.capabilities()).replace("CAP_", "");
        TreeSet<String> after = new TreeSet<>();
        row.removals().forEach(removal -> after.addAll(removal.after()));
        return "| " + String.join(" | ", row.workload(), row.kind(), row.runtime(), "" + row.syscallsUsed(), "" + row.syscallsAllowed(),
                "" + row.syscallsAllowedByDocker(), capabilities, "" + row.capabilitiesByDocker(), "" + row.removals().size(),
                after.isEmpty() ? "–" : String.join(" ", after)) + " |";
    }
}
