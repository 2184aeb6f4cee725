// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import java.util.Comparator;

/**
 * Where in the events queue something is: the same over every restart of every reader, so that stable ids can be made from it.
 *
 * @param index Chronicle's index of the document
 * @param offset bytes from the document's start; 0 for the document itself
 */
public record Position(long index, int offset) implements Comparable<Position> {

    private static final Comparator<Position> ORDER = Comparator.comparingLong(Position::index).thenComparingInt(Position::offset);

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
