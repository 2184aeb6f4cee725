// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.Comparator;

/**
 * Who did something first. Joined by smallest time; the other fields only make the order total.
 *
 * @param time wall time, nanoseconds since 1970
 * @param replica the container that did it
 * @param executable path of the program, from the container's root; of an executable item: the string given to execve; untrusted text
 * @param comm name of the thread; untrusted text
 * @param tgid process id as the host sees it
 * @param containerTgid process id as the container sees it
 */
public record Provenance(long time, String replica, String executable, String comm, int tgid, int containerTgid)
        implements Comparable<Provenance> {

    private static final Comparator<Provenance> ORDER = Comparator.comparingLong(Provenance::time)
            .thenComparing(Provenance::replica)
            .thenComparing(Provenance::executable)
            .thenComparing(Provenance::comm)
            .thenComparingInt(Provenance::tgid)
            .thenComparingInt(Provenance::containerTgid);

    @Override
    public int compareTo(Provenance other) {
        return ORDER.compare(this, other);
    }

    Provenance in(String otherReplica) {
        return new Provenance(time, otherReplica, executable, comm, tgid, containerTgid);
    }
}
