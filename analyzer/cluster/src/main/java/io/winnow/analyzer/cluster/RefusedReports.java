// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the reports that this hub refused since it started, by reason. For any thread. */
final class RefusedReports {

    /** Why a report is refused. */
    enum Reason {
        /** It is no report. */
        UNREADABLE,
        /** It names another node than the one whose topic it came by. */
        NODE,
        /** It is in another partition than its key belongs in. */
        PARTITION;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * That a report is refused.
     *
     * @param text why, in a sentence for people; plain text
     */
    record Refusal(Reason reason, String text) {}

    private final AtomicLongArray counts = new AtomicLongArray(Reason.values().length);

    void count(Reason reason) {
        counts.incrementAndGet(reason.ordinal());
    }

    SortedMap<String, Long> byReason() {
        SortedMap<String, Long> byReason = new TreeMap<>();
        for (Reason reason : Reason.values()) {
            byReason.put(reason.label(), counts.get(reason.ordinal()));
        }
        return byReason;
    }
}
