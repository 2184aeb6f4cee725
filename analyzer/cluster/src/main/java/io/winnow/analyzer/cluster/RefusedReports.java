// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.DeadLetter;
import io.winnow.analyzer.publish.PublishedEvent;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that this hub refuses: each is counted by its reason since the hub started, and a dead letter takes its place. For any thread. */
final class RefusedReports {

    /** Why a report is refused. */
    enum Reason {
        /** It is no report. */
        UNREADABLE,
        /** It names another node than the one whose topic it came by. */
        NODE;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RefusedReports.class);

    private final AtomicLongArray counts = new AtomicLongArray(Reason.values().length);

    /** Where a message was read, for people. */
    static String place(String topic, int partition, long offset) {
        return topic + "-" + partition + " offset " + offset;
    }

    /**
     * Refuses a report.
     *
     * @param place where it was read
     * @param why a sentence for people; plain text
     * @return its dead letter, for the topic of those
     */
    PublishedEvent refuse(Record<String, byte[]> message, String place, Reason reason, String why) {
        counts.incrementAndGet(reason.ordinal());
        LOG.warn("refused: {}: {}", place, why);
        return DeadLetter.unread(NodeReport.refused(message, place), place + ": " + why);
    }

    SortedMap<String, Long> byReason() {
        SortedMap<String, Long> byReason = new TreeMap<>();
        for (Reason reason : Reason.values()) {
            byReason.put(reason.label(), counts.get(reason.ordinal()));
        }
        return byReason;
    }
}
