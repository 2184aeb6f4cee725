// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which events are made: of each call in a container one, and in ten minutes no second one; of each pod so many in that time, of which the last says that
 * there are more. Bounded: the pods that something was said of last are known. For any thread.
 */
final class PodEventBudget {

    static final int MAX_PER_POD = 10;
    static final int MAX_PODS = 4096;
    static final Duration PERIOD = Duration.ofMinutes(10);

    /**
     * What to do.
     *
     * @param say whether an event is made
     * @param last whether it only says that there are more
     * @param count how often it happened since the event before
     */
    record Verdict(boolean say, boolean last, int count) {}

    private static final Verdict SILENT = new Verdict(false, false, 0);

    /** Of one pod in one period. */
    private static final class Pod {
        private final long began;
        private final Map<String, Integer> repeated = new HashMap<>();
        private boolean full;

        private Pod(long began) {
            this.began = began;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<String, Pod> pods = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pod> eldest) {
            return size() > MAX_PODS;
        }
    };

    PodEventBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param what happened, in which container */
    synchronized Verdict ask(String pod, String what) {
        long now = nanoTime.getAsLong();
        Pod known = pods.get(pod);
        int repeated = known == null ? 0 : known.repeated.getOrDefault(what, 0);
        if (known == null || now - known.began >= PERIOD.toNanos()) {
            known = new Pod(now);
            pods.put(pod, known);
        } else if (known.repeated.containsKey(what)) {
            known.repeated.merge(what, 1, Integer::sum);
            return SILENT;
        }
        if (known.full) {
            return SILENT;
        }
        known.repeated.put(what, 0);
        known.full = known.repeated.size() == MAX_PER_POD;
        return new Verdict(true, known.full, repeated + 1);
    }
}
