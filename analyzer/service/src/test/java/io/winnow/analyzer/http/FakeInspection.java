// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.InspectionApi;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.api.WorkloadSummary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Closer looks at the workloads of a test.
 *
 * @param find those that there are
 */
record FakeInspection(Function<String, CompletableFuture<WorkloadSummary>> find) implements InspectionApi {

    @Override
    public CompletableFuture<FleetDocument> fleet() {
        return CompletableFuture.completedFuture(new FleetDocument(1, 61, 309, 3, 14));
    }

    @Override
    public CompletableFuture<List<CallDocument>> calls(String id) {
        return find.apply(id).thenApply(summary -> List.of(
                new CallDocument("mount", List.of(), false, List.of(), true), new CallDocument("read", List.of("serve"), true, List.of("seen in serve"), true)));
    }

    @Override
    public CompletableFuture<List<CurveDocument>> discovery(String id) {
        return find.apply(id).thenApply(summary -> List.of(
                new CurveDocument("serve", "syscall", 9, 0.25, List.of(new CurveDocument.Point(1, 1, 0.5, 1.5))),
                new CurveDocument("exec", "capability", 1, null, List.of(new CurveDocument.Point(1, 1, 1, 1)))));
    }

    @Override
    public CompletableFuture<EvidenceDocument> evidence(String id, String subject) {
        if (subject.isEmpty()) {
            return CompletableFuture.failedFuture(FaultException.invalid("no system call is called \"\": check the spelling"));
        }
        return find.apply(id).thenApply(summary -> new EvidenceDocument(
                id, subject,
                List.of(new EvidenceDocument.Line("serve", "x86_64", "called", "2026-11-21T10:00:00Z", "2026-11-21T10:00:01Z", 3, "/bin/\u001b[31m", "x", 7, "c0ffee")),
                List.of("runc 1.1.5"), List.of(), "allows it", List.of(), null));
    }

    @Override
    public CompletableFuture<RiskDocument> risk(String id) {
        return find.apply(id).thenApply(summary -> new RiskDocument(id, 2, List.of(
                new RiskDocument.Profile("siblings", 61, 1, List.of(new RiskDocument.Fault(
                        "CVE-2016-5195", "private pages of files are written", "madvise", null, "2.6.22", "4.9", "https://nvd.nist.gov", "https://git.kernel.org"))),
                new RiskDocument.Profile("docker-default", 309, 0, List.of()))));
    }
}
