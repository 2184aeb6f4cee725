// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingSubject;
import io.winnow.collector.record.WallTime;
import java.net.URI;

/**
 * Makes events of findings. The subject is {@code WORKLOAD/CONTAINER-ID} of the container that began it, the key {@code CLUSTER/SUBJECT}: so the updates of one
 * finding stay in order. The id is that of the finding with the update's sequence.
 */
public final class FindingEvents {

    private static final char SEQUENCE = '-';

    private final String cluster;
    private final DocumentMapper documents = new DocumentMapper();

    /** @param cluster the cluster's name: first part of keys and sources */
    public FindingEvents(String cluster) {
        this.cluster = cluster;
    }

    public PublishedEvent event(Finding finding) {
        FindingSubject whose = finding.subject();
        String subject = EventNames.subject(whose.workload(), whose.container());
        return new PublishedEvent(
                EventStream.FINDINGS,
                finding.id() + SEQUENCE + finding.sequence(),
                URI.create("/winnow/" + EventNames.segment(cluster) + "/" + EventNames.segment(whose.node())),
                subject,
                WallTime.instant(finding.last()),
                EventNames.segment(cluster) + "/" + subject,
                documents.write(document(finding)));
    }

    public FindingDocument document(Finding finding) {
        return FindingDocument.of(cluster, finding);
    }

    /** The id of the finding that an event of this id is an update of. */
    public static String finding(String event) {
        return event.substring(0, event.lastIndexOf(SEQUENCE));
    }

    /** The update's sequence. */
    public static long sequence(String event) {
        return Long.parseLong(event.substring(event.lastIndexOf(SEQUENCE) + 1));
    }
}
