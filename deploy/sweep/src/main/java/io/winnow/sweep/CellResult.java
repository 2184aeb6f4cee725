// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import java.util.List;

/**
 * What came of one program under one engine.
 *
 * @param missing  what strace saw and was not learned
 * @param extra    what was learned and strace did not see
 * @param calls    how many were learned
 * @param same     under the advice it did the same
 * @param refused  violations and refusals under the advice
 * @param advised  capabilities
 * @param minimal  those of them without which it does not do the same
 * @param failure  why the cycle was not completed, or what was another; empty if all is well
 * @param seconds  that it took
 */
public record CellResult(
        String program, String kind, String engine, String users, List<String> missing, List<String> extra, int calls, boolean same, List<String> refused,
        List<String> advised, List<String> minimal, String failure, long seconds) {

    boolean learnedAsWitnessed() {
        return missing.isEmpty() && extra.isEmpty();
    }

    /** Whether everything holds. */
    public boolean holds() {
        return failure.isEmpty() && learnedAsWitnessed() && same && refused.isEmpty() && advised.equals(minimal);
    }
}
