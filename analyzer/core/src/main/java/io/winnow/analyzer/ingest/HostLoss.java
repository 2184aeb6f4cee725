// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.LossReport;
import java.util.function.ToLongFunction;

/** A reason of loss that a collector counts for the whole host: its hop and reason, and where a report has its count. */
enum HostLoss {
    SLOTS_EXHAUSTED("kernel/slots-exhausted", Since.MAPS, LossReport::slotsExhausted),
    CGROUPS_FULL("kernel/cgroups-full", Since.MAPS, LossReport::cgroupsFull),
    SKIPPED("kernel/skipped", Since.COLLECTOR, LossReport::skipped),
    LATE_DRAINS("collector/late-drains", Since.COLLECTOR, LossReport::lateDrains),
    NAMELESS("containers/nameless", Since.COLLECTOR, report -> report.containers().nameless()),
    INCOMPLETE("containers/incomplete", Since.COLLECTOR, report -> report.containers().incomplete()),
    REFUSED_DOCUMENTS("queue/refused-documents", Since.COLLECTOR, report -> report.queue().refusedDocuments()),
    QUARANTINED_FILES("queue/quarantined-files", Since.COLLECTOR, report -> report.queue().quarantinedFiles()),
    UNREAD_CYCLES("queue/unread-cycles", Since.COLLECTOR, report -> report.queue().unreadCycles());

    /** When a count was 0. */
    private enum Since {
        /** The kernel's maps were made. A later collector may take them over. */
        MAPS,
        /** The collector started. */
        COLLECTOR
    }

    private final String label;
    private final Since since;
    private final ToLongFunction<LossReport> count;

    HostLoss(String label, Since since, ToLongFunction<LossReport> count) {
        this.label = label;
        this.since = since;
        this.count = count;
    }

    /** Hop and reason. */
    String label() {
        return label;
    }

    long count(LossReport report) {
        return count.applyAsLong(report);
    }

    /** Whether a new collector counts from 0. */
    boolean beginsWithCollector() {
        return since == Since.COLLECTOR;
    }
}
