// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import java.util.Optional;

/**
 * What a detector found, and what may be about to be reported.
 *
 * @param key names it within the slot, whenever it is found
 * @param count how often so far
 * @param time when it was done, wall time in nanoseconds since 1970
 * @param now when the event was
 * @param last nothing follows of this slot: a count that has risen is reported at once
 */
record News(
        ViolationKind kind, String key, long count, long time, long now, Behaviour behaviour, Optional<Actor> actor,
        Violation.Source evidence, boolean last) {

    /** Something that a snapshot counts and no container did. */
    static News loss(Event.Snapshot snapshot, String key, long count, Behaviour behaviour) {
        return new News(
                ViolationKind.LOSS, key, count, snapshot.time(), snapshot.time(), behaviour, Optional.empty(), Violation.Source.SNAPSHOT,
                snapshot.last());
    }
}
