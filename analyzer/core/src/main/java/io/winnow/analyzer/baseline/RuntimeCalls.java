// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one kind of runtime was seen to do behind its filter. A join-semilattice.
 *
 * @param numbers system calls of x86_64
 * @param firstSeen wall time of the first snapshot that has it, nanoseconds since 1970
 * @param lastSeen of the last
 */
public record RuntimeCalls(SortedSet<Integer> numbers, long firstSeen, long lastSeen) {

    public RuntimeCalls {
        numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    }

    public RuntimeCalls join(RuntimeCalls other) {
        SortedSet<Integer> union = new TreeSet<>(numbers);
        union.addAll(other.numbers);
        return new RuntimeCalls(union, Math.min(firstSeen, other.firstSeen), Math.max(lastSeen, other.lastSeen));
    }
}
