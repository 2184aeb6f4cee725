// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The workloads that were used last, up to a weight, as the store has them: to read one again takes longer than to join a report with it. */
final class RecentlyJoined {

    /** Bytes of the heap, about. */
    private static final long MOST = 32 << 20;

    private final Map<String, Joined> joined = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    Optional<Joined> get(String key) {
        return Optional.ofNullable(joined.get(key));
    }

    void put(String key, Joined one) {
        remove(key);
        joined.put(key, one);
        weight += one.weight();
        Iterator<Joined> oldest = joined.values().iterator();
        while (weight > MOST) {
            weight -= oldest.next().weight();
            oldest.remove();
        }
    }

    void remove(String key) {
        Joined removed = joined.remove(key);
        weight -= removed == null ? 0 : removed.weight();
    }
}
