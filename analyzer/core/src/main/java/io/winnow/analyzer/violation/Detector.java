// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Event;

/**
 * Looks for violations of one sort in the events of a watched container. What it finds it reports each time, under the same key: the {@link Reporter}
 * knows what was reported before. What it has to remember of a container stands with the container's {@link SlotReports}.
 */
interface Detector {

    default void observation(Event.Observation observation, Reporter reporter) {}

    default void snapshot(Event.Snapshot snapshot, Reporter reporter) {}
}
