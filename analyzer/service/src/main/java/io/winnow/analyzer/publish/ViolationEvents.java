// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import java.net.URI;

/**
 * Makes events of violations. The subject is {@code WORKLOAD/CONTAINER-ID}, the key {@code CLUSTER/SUBJECT}: so the events of one container stay
 * in order, and a container that takes the name of one that has ended gets a key of its own.
 */
public final class ViolationEvents {

    private final String cluster;
    private final DocumentMapper documents = new DocumentMapper();

    /** @param cluster the cluster's name: first part of keys and sources */
    public ViolationEvents(String cluster) {
        this.cluster = cluster;
    }

    /** Those of the same cluster. */
    public FindingEvents ofFindings() {
        return new FindingEvents(cluster);
    }

    public PublishedEvent event(Violation violation) {
        Subject whose = violation.subject();
        String subject = EventNames.subject(whose.workload(), whose.container());
        return new PublishedEvent(
                EventStream.VIOLATIONS,
                violation.id(),
                URI.create("/winnow/" + EventNames.segment(cluster) + "/" + EventNames.segment(whose.node())),
                subject,
                violation.time(),
                EventNames.segment(cluster) + "/" + subject,
                json(violation));
    }

    /** The document alone, as one line of JSON. */
    public byte[] json(Violation violation) {
        return documents.write(ViolationDocument.of(cluster, violation));
    }
}
