// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.publish.FindingDocument;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** All of a finding for people. */
final class FindingSheet {

    private FindingSheet() {}

    static void print(PrintWriter out, FindingDocument finding) {
        out.println(TerminalText.printable(finding.title()));
        new Columns()
                .row("id", finding.id())
                .row("severity", finding.severity())
                .row("state", finding.state())
                .row("technique", finding.technique() == null ? null : finding.technique().id() + " " + finding.technique().name())
                .row("workload", finding.workload().id())
                .row("container", finding.container().name() + " (" + finding.container().id() + ")" + (finding.count().containers() > 1
                        ? " and " + (finding.count().containers() - 1) + " more" : ""))
                .row("cause", finding.kind())
                .row("first", finding.first())
                .row("last", finding.time())
                .row("violations", finding.count().violations() + ", " + finding.count().occurrences() + " times")
                .row("why", finding.why())
                .row("what to do", finding.remedy())
                .row("to accept", finding.accept())
                .print(out);
        if (!finding.processes().isEmpty()) {
            out.println();
            Columns processes = new Columns("PID", "PARENT", "IN CONTAINER", "UID", "COMM", "PROGRAM");
            finding.processes().forEach(process ->
                    processes.row(process.pid(), process.parent(), process.containerPid(), process.uid(), process.comm(), process.executable()));
            processes.print(out);
        }
        out.println();
        Columns violations = new Columns("TIME", "SEVERITY", "KIND", "COUNT", "PID", "WHAT");
        finding.violations().forEach(violation ->
                violations.row(violation.time(), violation.severity(), violation.kind(), violation.count(), violation.pid(), violation.summary()));
        violations.print(out);
        files(out, finding);
        if (!finding.decisions().isEmpty()) {
            out.println();
            Columns decisions = new Columns("TIME", "STATE", "BY", "REASON");
            finding.decisions().forEach(decision -> decisions.row(decision.time(), decision.state(), decision.by(), Optional.ofNullable(decision.reason()).orElse("-")));
            decisions.print(out);
        }
    }

    /** What was executed, by its content. */
    private static void files(PrintWriter out, FindingDocument finding) {
        List<FindingDocument.File> executed = finding.violations().stream().map(FindingDocument.Violation::file).filter(Objects::nonNull).distinct().toList();
        if (!executed.isEmpty()) {
            out.println();
            Columns files = new Columns("SHA-256", "BYTES", "FILE");
            executed.forEach(file -> files.row(file.sha256(), file.size(), file.path()));
            files.print(out);
        }
    }
}
