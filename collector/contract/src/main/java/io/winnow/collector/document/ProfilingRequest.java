// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import java.util.Objects;

/**
 * A wish to count and time each call of a container for some time: payload of a PROFILING document in the control queue. It is state: the last one of a
 * container counts, and one whose time is over asks for nothing. Times are wall time in nanoseconds since 1970.
 *
 * @param container id of the container, as its CONTAINER document has it
 * @param startedBy the user who asked
 * @param since when
 * @param until when it ends by itself, or was stopped
 * @param stoppedBy the user who stopped it; empty if no one did
 */
public record ProfilingRequest(String container, String startedBy, long since, long until, String stoppedBy) {

    public ProfilingRequest {
        Objects.requireNonNull(container, "container");
        startedBy = startedBy == null ? "" : startedBy;
        stoppedBy = stoppedBy == null ? "" : stoppedBy;
    }

    /** The same, ended at once. */
    public ProfilingRequest stopped(String by, long now) {
        return new ProfilingRequest(container, startedBy, since, Math.min(until, now), by);
    }

    /** The same, no longer than until then. */
    public ProfilingRequest atMost(long end) {
        return new ProfilingRequest(container, startedBy, since, Math.min(until, end), stoppedBy);
    }
}
