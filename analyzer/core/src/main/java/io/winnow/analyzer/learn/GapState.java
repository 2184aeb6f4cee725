// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;

/**
 * What is remembered to find the baselines that a gap touched. Times are wall time, nanoseconds since 1970.
 *
 * @param epoch of the last session; 0 before the first
 * @param exhausted cgroups that were not observed, as last reported for {@code exhaustedEpoch}
 * @param exhaustedEpoch the maps that counted them
 * @param unidentified replicas that ended before it was known of which workload they were
 * @param open events are missing since {@code now}
 * @param until when the events went on after the last gap
 * @param now of the last event
 * @param recent workloads with a replica that reported within the last hour
 */
public record GapState(
        long epoch, long exhausted, long exhaustedEpoch, long unidentified, boolean open, long until, long now, List<Recent> recent) {

    public static final GapState NONE = new GapState(0, 0, 0, 0, false, 0, 0, List.of());

    /** When a replica of a workload reported last. */
    public record Recent(WorkloadId workload, long heard) {}

    public GapState {
        recent = List.copyOf(recent);
    }
}
