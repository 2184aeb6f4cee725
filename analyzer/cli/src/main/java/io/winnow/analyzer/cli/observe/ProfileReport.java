// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.advise.Figures;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.service.WorkloadText;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.view.WorkloadDocuments;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A profile in its forms. */
final class ProfileReport {

    private static final double MILLIS_PER_SECOND = 1000;

    private final Profiling.Outcome outcome;
    private final WorkloadDocuments documents = new WorkloadDocuments();

    ProfileReport(Profiling.Outcome outcome) {
        this.outcome = outcome;
    }

    /** As JSON has it. */
    private record Document(String profiled, double seconds, int exitCode, WorkloadDetail workload, Figures figures, JsonNode seccomp) {}

    static int distinctSyscalls(Workload workload) {
        return new WorkloadDocuments().summary(workload, 0, 0).syscalls();
    }

    void columns(PrintWriter out) {
        Figures figures = outcome.advice().figures();
        WorkloadDetail detail = detail();
        new Columns("PROFILE OF", outcome.what())
                .row("observed", seconds(outcome.duration()))
                .row("system calls used", figures.syscallsUsed())
                .row("the profile allows", figures.syscallsAllowed() + " (Docker's default " + figures.syscallsAllowedByDocker() + ")")
                .row("capabilities needed", figures.capabilities())
                .print(out);
        WorkloadText text = new WorkloadText(detail);
        text.details(out);
        out.println();
        out.println("The suggested seccomp profile: the same again with -o docker. Capabilities: --cap-drop ALL"
                + String.join("", outcome.advice().capabilities().add().stream().map(capability -> " --cap-add " + capability.name().substring(4)).toList()));
    }

    String json() {
        Document document = new Document(outcome.what(), outcome.duration().toMillis() / MILLIS_PER_SECOND, outcome.exitCode(), detail(),
                outcome.advice().figures(), new ProfileWriter().tree(outcome.advice().seccomp()));
        return new DocumentMapper().pretty(document);
    }

    String docker() {
        return new ProfileWriter().write(outcome.advice().seccomp());
    }

    private WorkloadDetail detail() {
        return documents.detail(outcome.workload(), documents.summary(outcome.workload(), 0, 0), outcome.advice(), List.of(), List.of());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND);
    }
}
