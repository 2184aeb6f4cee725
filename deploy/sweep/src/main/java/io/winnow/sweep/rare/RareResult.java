// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.analyzer.risk.CallRisks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What came of one program.
 *
 * @param paths   that it was driven through
 * @param learned calls of the short load
 * @param rare    calls of the rare paths
 * @param answers of the suggested profile, by tolerance
 * @param docker  how many calls Docker's default allows
 */
record RareResult(String program, List<String> paths, SortedSet<String> learned, SortedSet<String> rare, Map<String, Answers> answers, int docker) {

    /**
     * What a profile answers.
     *
     * @param allowed the calls that it allows
     * @param absent  the calls that it answers as a kernel does that has no such call, so that a C library takes another
     */
    record Answers(SortedSet<String> allowed, SortedSet<String> absent) {}

    /** Made by rare paths and not by the load. */
    SortedSet<String> beyond() {
        SortedSet<String> beyond = new TreeSet<>(rare);
        beyond.removeAll(learned);
        return beyond;
    }

    /** What rare paths would have been refused. */
    SortedSet<String> refused(String tolerance) {
        SortedSet<String> refused = new TreeSet<>(rare);
        refused.removeAll(answers.get(tolerance).allowed);
        refused.removeAll(answers.get(tolerance).absent);
        return refused;
    }

    /** What rare paths would have been answered as if the kernel did not have it. */
    private SortedSet<String> absentAndMade(String tolerance) {
        SortedSet<String> made = new TreeSet<>(rare);
        made.retainAll(answers.get(tolerance).absent);
        return made;
    }

    /** Dangerous calls that a profile allows and the load did not make. */
    SortedSet<String> dangerous(String tolerance) {
        SortedSet<String> dangerous = new TreeSet<>(answers.get(tolerance).allowed);
        dangerous.retainAll(CallRisks.dangers().keySet());
        dangerous.removeAll(learned);
        return dangerous;
    }

    /** A row of the table for each tolerance. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        answers.forEach((tolerance, answer) -> {
            SortedSet<String> refused = refused(tolerance);
            rows.add("| " + String.join(" | ", program, tolerance, Integer.toString(learned.size()), Integer.toString(beyond().size()),
                    Integer.toString(refused.size()), names(refused), names(absentAndMade(tolerance)), Integer.toString(answer.allowed.size()),
                    Math.round(100.0 * answer.allowed.size() / docker) + " %", names(dangerous(tolerance))) + " |");
        });
        return rows;
    }

    static String names(SortedSet<String> names) {
        return names.isEmpty() ? "none" : "`" + String.join("` `", names) + "`";
    }
}
