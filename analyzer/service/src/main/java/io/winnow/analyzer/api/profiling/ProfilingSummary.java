// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.profiling;

/**
 * A container whose calls are counted and timed, or lately were. Strings may be untrusted.
 *
 * @param container its id
 * @param name that people use
 * @param workload that it is a replica of
 * @param workloadId short id of that
 * @param state waiting for the collector, or for the container to start again; running; ended
 * @param startedBy who asked for it
 * @param since ISO-8601
 * @param until when it ends by itself, or ended; ISO-8601
 * @param stoppedBy who ended it; null if no one did
 * @param calls that returned
 * @param failed of them, those that returned an error to the program
 * @param uncounted calls of all that are profiled for which the kernel's map had no space; 0: the counts are complete
 */
public record ProfilingSummary(
        String container, String name, String workload, String workloadId, String state, String startedBy, String since, String until, String stoppedBy,
        long calls, long failed, long uncounted) {

    public static final String WAITING = "waiting";
    public static final String RUNNING = "running";
    public static final String ENDED = "ended";
}
