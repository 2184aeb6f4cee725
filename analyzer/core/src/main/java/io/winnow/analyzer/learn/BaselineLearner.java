// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.document.ContainerMetadata;
import java.util.Optional;

/**
 * Learns a part of baselines from what is known of one container. It keeps nothing: whatever is said twice, or in another order, comes to the same,
 * because the builder only joins. The caller finds the container's workload, and holds back what a frozen baseline lacks.
 */
interface BaselineLearner {

    /** @param replica name of the container for people; empty if it is not known yet */
    default void observation(Event.Observation observation, String replica, BaselineBuilder into) {}

    /** @param container that holds the slot; empty if it is not known yet */
    default void snapshot(Event.Snapshot snapshot, Optional<ContainerMetadata> container, BaselineBuilder into) {}

    /** The container became known, or more of it did. */
    default void container(ContainerMetadata container, BaselineBuilder into) {}
}
