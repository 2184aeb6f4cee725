// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workloads that were used last, up to a weight: to read one again takes longer than to join a report with it. */
final class RecentlyJoined {

    /** Bytes of the heap, about. */
    private static final long MOST = 32 << 20;

    /**
     * A workload as it is now.
     *
     * @param last place of the last report that is in it and still stored; empty if the workload is stored as it is here
     */
    record Held(String key, Joined joined, String last) {

        boolean isStored() {
            return last.isEmpty();
        }
    }

    private final Map<String, Held> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    Optional<Held> get(String key) {
        return Optional.ofNullable(recent.get(key));
    }

    /** @return those that have to be stored, as they are more than is kept */
    List<Held> put(Held one) {
        remove(one.key());
        recent.put(one.key(), one);
        weight += one.joined().weight();
        List<Held> leaving = new ArrayList<>();
        Iterator<Held> oldest = recent.values().iterator();
        while (weight > MOST) {
            Held leaves = oldest.next();
            weight -= leaves.joined().weight();
            oldest.remove();
            if (!leaves.isStored()) {
                leaving.add(leaves);
            }
        }
        return leaving;
    }

    void remove(String key) {
        Held removed = recent.remove(key);
        weight -= removed == null ? 0 : removed.joined().weight();
    }
}
