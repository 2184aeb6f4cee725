// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is behind a finding, in documents. */
final class ProcessDocuments {

    private static final int MAX_PARENTS = 4;

    private ProcessDocuments() {}

    /** Who did the worst of it, of those that are kept, with the processes above; null if that is not known. */
    static FindingDocument.Process actor(Finding finding) {
        return finding.violations().stream()
                .filter(violation -> violation.process() != 0)
                .max((one, other) -> one.severity().compareTo(other.severity()))
                .flatMap(violation -> process(finding, violation.process()))
                .map(process -> new FindingDocument.Process(
                        process.pid(), process.containerPid() == 0 ? null : process.containerPid(), process.parent() == 0 ? null : process.parent(),
                        EventNames.cut(process.comm()), process.uid(), EventNames.orNull(process.executable()), null, parents(finding, process)))
                .orElse(null);
    }

    private static List<FindingDocument.Process> parents(Finding finding, FindingProcess of) {
        List<FindingDocument.Process> parents = new ArrayList<>();
        Optional<FindingProcess> next = process(finding, of.parent());
        while (next.isPresent() && parents.size() < MAX_PARENTS) {
            parents.add(FindingDocument.process(next.get()));
            next = process(finding, next.get().parent());
        }
        return parents;
    }

    private static Optional<FindingProcess> process(Finding finding, int pid) {
        return finding.processes().stream().filter(process -> process.pid() == pid && pid != 0).findFirst();
    }
}
