// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import java.util.List;

/**
 * Who did it.
 *
 * @param tgid process id as the host sees it
 * @param tid thread id as the host sees it
 * @param containerTgid process id as its own pid namespace sees it
 * @param uid in the initial user namespace
 * @param gid in the initial user namespace
 * @param comm untrusted: the task chose it
 * @param started of the process, CLOCK_BOOTTIME in nanoseconds; 0 if the record does not say so
 * @param ancestors the processes above it, the parent first; not more than the record has
 */
public record Actor(int tgid, int tid, int containerTgid, long uid, long gid, String comm, long started, List<Ancestor> ancestors) {

    public Actor {
        ancestors = List.copyOf(ancestors);
    }

    /** One of whom nothing more is known. */
    public Actor(int tgid, int tid, int containerTgid, long uid, long gid, String comm) {
        this(tgid, tid, containerTgid, uid, gid, comm, 0, List.of());
    }
}
