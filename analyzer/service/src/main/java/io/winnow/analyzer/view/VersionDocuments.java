// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.compare.VersionDifference;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** The versions of a workload as the API shows them. */
public final class VersionDocuments {

    private VersionDocuments() {}

    /**
     * @param versions the one that is known longest first
     * @param containers how many run of a version
     */
    public static List<VersionDocument> of(List<Workload> versions, ToIntFunction<WorkloadId> containers) {
        List<VersionDocument> documents = new ArrayList<>();
        Workload before = null;
        for (Workload version : versions) {
            Optional<VersionDifference> difference = Optional.ofNullable(before).map(earlier -> VersionDifference.between(earlier, version));
            documents.add(document(version, containers.applyAsInt(version.id()), difference));
            before = version;
        }
        return documents;
    }

    private static VersionDocument document(Workload version, int containers, Optional<VersionDifference> difference) {
        return new VersionDocument(
                version.id().shortId(),
                version.id().revision(),
                WorkloadDocuments.timeOrNull(version.since()),
                WorkloadDocuments.name(version.state()),
                containers,
                WorkloadDocuments.syscalls(version.baseline()),
                version.startedFrom().isEmpty() ? null : version.startedFrom().workload(),
                difference.map(VersionDifference::added).orElse(null),
                difference.flatMap(VersionDifference::gone).orElse(null));
    }
}
