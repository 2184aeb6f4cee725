// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * How many different things are expected to be seen in so many sample units: a curve that still climbs at its end has more to come.
 *
 * @param stage start, serve or exec
 * @param kind syscall, argument, capability or io_uring
 * @param units that were seen
 * @param unseenAtLeast estimated number of things that have not been seen, a lower bound; null before there is an estimate
 * @param points with ascending units
 */
public record CurveDocument(String stage, String kind, int units, Double unseenAtLeast, List<Point> points) {

    /**
     * A point of it.
     *
     * @param units sample units
     * @param items expected in so many
     * @param low lower end of the interval of 95 %
     * @param high upper end of it
     */
    public record Point(int units, double items, double low, double high) {}
}
