// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import io.winnow.testbed.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The results as a Markdown document. */
final class SweepTable {
    private final List<Program> programs;
    private final List<CellResult> results;

    SweepTable(List<Program> programs, List<CellResult> results) {
        this.programs = programs;
        this.results = results;
    }

    void write(Path file) {
        Text.write(file, text());
    }

    private String text() {
        List<String> rows = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Program program : programs) {
            results.stream().filter(result -> result.program().equals(program.name())).forEach(result -> {
                rows.add(row(result));
                if (!result.holds()) {
                    failures.add(failure(result));
                }
            });
        }
        long holding = results.stream().filter(CellResult::holds).count();
        return Text.resource(SweepTable.class, "sweep.md")
                .replace("@PROGRAMS@", Long.toString(results.stream().map(CellResult::program).distinct().count()))
                .replace("@CELLS@", Integer.toString(results.size()))
                .replace("@HOLDING@", Long.toString(holding))
                .replace("@ROWS@", String.join("\n", rows))
                .replace("@FAILURES@", failures.isEmpty() ? "None.\n" : String.join("\n", failures) + "\n");
    }

    private static String row(CellResult result) {
        return "| " + String.join(" | ", result.program(), result.kind(), result.engine(), result.users(), Integer.toString(result.calls()),
                yes(result.learnedAsWitnessed()), yes(result.same()), yes(result.refused().isEmpty()), names(advised(result)), names(result.minimal())) + " |";
    }

    private static String failure(CellResult result) {
        List<String> said = new ArrayList<>();
        say(said, "not learned", result.missing());
        say(said, "learned and not seen by strace", result.extra());
        say(said, "refused or a violation", result.refused());
        say(said, "advised, and the same without", result.needless());
        if (!result.failure().isEmpty()) {
            said.add(oneLine(result.failure()));
        }
        return "- " + result.program() + ", " + result.engine() + ", " + result.users() + ": " + String.join("; ", said);
    }

    private static void say(List<String> said, String what, List<String> names) {
        if (!names.isEmpty()) {
            said.add(what + ": " + oneLine(String.join(", ", names)));
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").replace("|", "\\|").replace("<", "&lt;");
        return line.length() > 400 ? line.substring(0, 400) + " …" : line;
    }

    /** With the confidence of those that were not needed. */
    private static List<String> advised(CellResult result) {
        return result.advised().entrySet().stream()
                .map(each -> result.minimal().contains(each.getKey()) ? each.getKey() : each.getKey() + " (" + each.getValue() + ")").toList();
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "**no**";
    }
}
