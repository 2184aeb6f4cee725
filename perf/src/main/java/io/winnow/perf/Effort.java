// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.time.Duration;
import java.util.List;

/**
 * How long to measure.
 *
 * @param rounds of the cost of a system call
 * @param peerStride other tools take part in each how-manyth round: they take long to start
 * @param serverRounds of the server
 * @param serverTime of one measurement of the server
 * @param containerRounds of the cost over many containers
 * @param containers how many of them, in each run
 * @param traceTime of one try at a rate of trace mode
 * @param alerts violations whose way to Kafka is timed
 */
record Effort(
        int rounds,
        int peerStride,
        int serverRounds,
        Duration serverTime,
        int containerRounds,
        List<Integer> containers,
        Duration traceTime,
        int alerts) {

    /** About eight minutes. */
    static final Effort FULL =
            new Effort(30, 5, 8, Duration.ofMillis(800), 5, List.of(1, 64, 1024, 4096), Duration.ofSeconds(2), 300);

    /** Less than two minutes; the figures scatter more. */
    static final Effort QUICK = new Effort(6, 6, 2, Duration.ofMillis(400), 2, List.of(1, 64, 1024), Duration.ofMillis(700), 60);
}
