// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.time.Duration;
import java.util.List;

/**
 * How long to measure.
 *
 * @param syscalls rounds of the cost of a system call
 * @param peerStride other tools take part in each how-manyth round: they take long to start
 * @param server rounds of the server
 * @param serverTime of one measurement of the server
 * @param scale rounds of the cost over many containers, for each number of them
 * @param containers the numbers of containers
 * @param traceTime of one try at a rate of trace mode
 * @param alertGapMillis between two violations whose time to Kafka is measured
 * @param starts of the service, for each number of workloads
 * @param settle after much was learned, before memory and CPU of a node are measured
 * @param idle how long its CPU is measured
 */
record Effort(
        Rounds syscalls,
        int peerStride,
        Rounds server,
        Duration serverTime,
        Rounds scale,
        List<Integer> containers,
        Duration traceTime,
        int alertGapMillis,
        int starts,
        Duration settle,
        Duration idle) {

    /**
     * How many rounds.
     *
     * @param most if there is time for all of them
     * @param limit no round begins after it, but for the first
     */
    record Rounds(int most, Duration limit) {

        private static Rounds of(int most, int seconds) {
            return new Rounds(most, Duration.ofSeconds(seconds));
        }
    }

    /** Less than ten minutes. */
    static final Effort FULL = new Effort(Rounds.of(30, 150), 5, Rounds.of(8, 90), Duration.ofMillis(800), Rounds.of(8, 40),
            List.of(1, 64, 1024, 4096), Duration.ofSeconds(2), 20, 5, Duration.ofSeconds(60), Duration.ofSeconds(30));

    /** Less than two minutes; the figures scatter more. */
    static final Effort QUICK = new Effort(Rounds.of(6, 25), 3, Rounds.of(3, 12), Duration.ofMillis(400), Rounds.of(3, 8),
            List.of(1, 1024), Duration.ofMillis(500), 20, 2, Duration.ofSeconds(10), Duration.ofSeconds(10));
}
