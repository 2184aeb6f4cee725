// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * What came of one program under one engine.
 *
 * @param missing  what strace saw and was not learned
 * @param extra    what was learned and strace did not see
 * @param calls    how many were learned
 * @param same     under the advice it did the same
 * @param refused  violations and refusals under the advice
 * @param advised  capabilities, each with its confidence
 * @param minimal  those of them without which it does not do the same
 * @param failure  why the cycle was not completed, or what was another; empty if all is well
 * @param seconds  that it took
 */
public record CellResult(
        String program, String kind, String engine, String users, List<String> missing, List<String> extra, int calls, boolean same, List<String> refused,
        SortedMap<String, String> advised, List<String> minimal, String failure, long seconds) {

    /** Confidences that promise less than that the program fails. */
    private static final Set<String> LOWER = Set.of("decisive", "kept", "asked");

    boolean learnedAsWitnessed() {
        return missing.isEmpty() && extra.isEmpty();
    }

    /** What it was advised and does the same without. */
    List<String> needless() {
        return advised.keySet().stream().filter(name -> !minimal.contains(name)).toList();
    }

    /** Whether everything holds. What a call succeeded by may be advised though the program does not mind its failure, if the advice says so. */
    public boolean holds() {
        return failure.isEmpty() && learnedAsWitnessed() && same && refused.isEmpty() && needless().stream().allMatch(this::isMarked);
    }

    private boolean isMarked(String name) {
        return !name.equals("SYS_ADMIN") && LOWER.contains(advised.get(name));
    }
}
