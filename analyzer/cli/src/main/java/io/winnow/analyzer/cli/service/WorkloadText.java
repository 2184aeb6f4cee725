// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.advise.Figures;
import io.winnow.analyzer.api.PhaseDocument;
import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A workload for people. */
public final class WorkloadText {

    private static final int WIDTH = 100;

    private static final int MAX_DIGEST = "sha256:".length() + 12;

    private final WorkloadDetail detail;

    public WorkloadText(WorkloadDetail detail) {
        this.detail = detail;
    }

    void print(PrintWriter out) {
        WorkloadsCommand.list(out, List.of(detail.summary()));
        Figures figures = detail.figures();
        out.println();
        out.println("seen in                 " + detail.summary().sample().restsOn());
        out.println("system calls used       " + figures.syscallsUsed());
        out.println("the profile allows     " + figures.syscallsAllowed() + " (Docker's default " + figures.syscallsAllowedByDocker() + ")");
        out.println("capabilities needed     " + figures.capabilities());
        detail.summary().identity().labels().forEach((key, values) -> out.println("label " + TerminalText.printable(key + " = " + String.join(", ", values))));
        details(out);
    }

    public void details(PrintWriter out) {
        WorkloadSummary summary = detail.summary();
        detail.syscalls().forEach((where, names) -> list(out, "syscalls, " + where + " (" + names.size() + ")", names));
        phases(out);
        detail.arguments().forEach((call, values) -> list(out, "values of " + call, values));
        capabilities(out);
        if (!detail.unusedCapabilities().isEmpty()) {
            list(out, "capabilities granted and not needed (" + detail.unusedCapabilities().size() + ")", detail.unusedCapabilities());
        }
        if (!detail.runtimes().isEmpty()) {
            list(out, "runtimes", detail.runtimes());
        }
        if (!detail.learnedUnder().isEmpty()) {
            list(out, "learned under the seccomp profile" + (detail.learnedUnder().size() > 1 ? "s" : ""), detail.learnedUnder());
        }
        versions(out);
        lines(out, "missed", summary.partial());
        lines(out, "notes", detail.notes());
        lines(out, "decisions", detail.decisions());
        out.flush();
    }

    /** The needed ones by how sure that is, the surest first. */
    private void capabilities(PrintWriter out) {
        list(out, "capabilities needed (" + detail.capabilities().size() + ")", detail.capabilities());
        for (Confidence confidence : Confidence.values()) {
            List<String> names = detail.capabilities().stream().filter(name -> confidence.label().equals(detail.confidence().get(name))).toList();
            if (confidence != Confidence.DECISIVE && !names.isEmpty()) {
                list(out, "of these, " + confidence.text(), names);
            }
        }
    }

    /** All of them, and how the shown one differs from the one before. */
    private void versions(PrintWriter out) {
        if (detail.versions().isEmpty()) {
            return;
        }
        heading(out, "versions of it, by the digest of the image");
        Columns columns = new Columns("ID", "DIGEST", "SINCE", "STATE", "CONTAINERS", "SYSCALLS", "STARTED FROM");
        VersionDocument before = null;
        for (VersionDocument version : detail.versions()) {
            columns.row(version.shortId(), digest(version), version.since(), version.state(), version.containers(), version.syscalls(), version.startedFrom());
        }
        columns.print(out);
        for (VersionDocument version : detail.versions()) {
            if (version.shortId().equals(detail.summary().shortId()) && before != null) {
                difference(out, before, version);
            }
            before = version;
        }
    }

    private static void difference(PrintWriter out, VersionDocument before, VersionDocument version) {
        lines(out, "it does, and " + before.shortId() + " was not seen to do", orNone(version.added()));
        lines(out, "it was not seen to do, and " + before.shortId() + " does",
                version.gone() == null ? List.of("not known, because it started from a baseline: of what lies inside nothing more is kept") : orNone(version.gone()));
    }

    private static List<String> orNone(List<String> lines) {
        return lines.isEmpty() ? List.of("nothing") : lines;
    }

    private static String digest(VersionDocument version) {
        return version.digest().isEmpty() ? null : version.digest().substring(0, Math.min(version.digest().length(), MAX_DIGEST));
    }

    private void phases(PrintWriter out) {
        if (detail.phases().isEmpty()) {
            return;
        }
        out.println();
        Columns columns = new Columns("STAGE", "KIND", "UNITS", "SEEN", "COVERAGE", "UNSEEN");
        for (PhaseDocument phase : detail.phases()) {
            columns.row(phase.stage(), phase.kind(), phase.windows(), phase.items(), WorkloadList.coverage(phase.coverageAtLeast()),
                    phase.unseenAtLeast() == null ? null : String.format(Locale.ROOT, ">= %.1f", phase.unseenAtLeast()));
        }
        columns.print(out);
    }

    private static void lines(PrintWriter out, String heading, List<String> lines) {
        if (!lines.isEmpty()) {
            heading(out, heading);
            lines.forEach(line -> out.println("  " + TerminalText.printable(line)));
        }
    }

    /** Names one after the other, over as many lines as it takes. */
    private static void list(PrintWriter out, String heading, List<String> names) {
        heading(out, heading);
        StringBuilder line = new StringBuilder(" ");
        for (String name : names.isEmpty() ? List.of("none") : names) {
            String printable = TerminalText.printable(name);
            if (line.length() + 1 + printable.length() > WIDTH && line.length() > 1) {
                out.println(line);
                line = new StringBuilder(" ");
            }
            line.append(' ').append(printable);
        }
        out.println(line);
    }

    private static void heading(PrintWriter out, String heading) {
        out.println();
        out.println(TerminalText.printable(heading) + ":");
    }
}
