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
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Closer looks at the workloads of a test.
 *
 * @param find those that there are
 */
record FakeInspection(Function<String, CompletableFuture<WorkloadSummary>> find) implements InspectionApi {

    /** Climbs less and less, with a band that is a fifth of it to each side. */
    private static final List<CurveDocument.Point> CURVE = IntStream.rangeClosed(1, 20).mapToObj(units -> {
        double items = 60 * units / (units + 2.0);
        return new CurveDocument.Point(units, items, 0.8 * items, 1.2 * items);
    }).toList();

    @Override
    public CompletableFuture<FleetDocument> fleet() {
        return CompletableFuture.completedFuture(new FleetDocument(1, 61, 309, 3, 14));
    }

    @Override
    public CompletableFuture<List<CallDocument>> calls(String id) {
        return find.apply(id).thenApply(summary -> SyscallTable.names(Abi.X86_64).stream().map(FakeInspection::call).toList());
    }

    /** Of all calls those are used that are called as short as {@code read} is, and some more are suggested. */
    private static CallDocument call(String name) {
        boolean used = name.length() <= 4;
        boolean suggested = name.length() <= 5;
        return new CallDocument(name, used ? List.of("serve") : List.of(), suggested, used ? List.of("seen in serve") : List.of(), !name.equals("bpf"));
    }

    @Override
    public CompletableFuture<List<CurveDocument>> discovery(String id) {
        return find.apply(id).thenApply(summary -> List.of(
                new CurveDocument("serve", "syscall", CURVE.size(), 0.25, CURVE),
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
