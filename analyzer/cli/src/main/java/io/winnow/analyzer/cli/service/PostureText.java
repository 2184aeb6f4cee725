// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.GrantedDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.PostureDocument.Found;
import io.winnow.analyzer.api.PostureDocument.Gap;
import io.winnow.analyzer.api.PostureDocument.WorkloadPosture;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.posture.Severity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A posture for people. */
final class PostureText {

    private static final String HOST = "(host)";

    private final PostureDocument document;

    PostureText(PostureDocument document) {
        this.document = document;
    }

    private record Line(String workload, Found found) {

        Severity severity() {
            return Severity.of(found.severity());
        }
    }

    void print(PrintWriter out) {
        if (document.workloads().size() == 1) {
            granted(out, document.workloads().get(0).granted());
        }
        List<Line> lines = lines();
        if (lines.isEmpty()) {
            out.println("no findings");
        } else {
            findings(out, lines);
        }
        unknown(out);
        out.flush();
    }

    private static void granted(PrintWriter out, GrantedDocument granted) {
        new Columns("GRANTED", "VALUE")
                .row("user", granted.uid() == null ? null : granted.uid() + (granted.uid().equals(granted.hostUid()) ? "" : ", on the host " + granted.hostUid()))
                .row("capabilities", granted.capabilities().size() + ", of which " + granted.needed().size() + " are needed")
                .row("seccomp", granted.seccomp())
                .row("no_new_privs", granted.noNewPrivileges() ? "yes" : "no")
                .row("AppArmor", granted.apparmorProfile().isEmpty() ? null : granted.apparmorProfile())
                .row("SELinux", granted.selinuxType().isEmpty() ? null : granted.selinuxType() + " " + granted.selinuxCategories())
                .row("host's namespaces", granted.hostNamespaces().isEmpty() ? null : String.join(" ", granted.hostNamespaces()))
                .row("root file system", granted.readOnlyRoot() ? "read-only" : "writable")
                .print(out);
        out.println();
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        document.host().findings().forEach(found -> lines.add(new Line(HOST, found)));
        for (WorkloadPosture workload : document.workloads()) {
            workload.findings().forEach(found -> lines.add(new Line(workload.workload(), found)));
        }
        lines.sort(Comparator.comparing(Line::severity).reversed());
        return lines;
    }

    private static void findings(PrintWriter out, List<Line> lines) {
        Columns columns = new Columns("SEVERITY", "WORKLOAD", "RULE", "EVIDENCE", "REMEDY", "CIS DOCKER", "CIS KUBERNETES", "POD SECURITY");
        for (Line line : lines) {
            Found found = line.found();
            columns.row(found.severity(), line.workload(), found.rule(), found.evidence(), found.remedy(), found.dockerBenchmark(), found.kubernetesBenchmark(),
                    found.podSecurity());
        }
        columns.print(out);
    }

    /** Most workloads lack the same. */
    private void unknown(PrintWriter out) {
        Map<Gap, List<String>> gaps = new LinkedHashMap<>();
        document.host().unknown().forEach(gap -> gaps.computeIfAbsent(gap, none -> new ArrayList<>()).add(HOST));
        document.workloads().forEach(workload -> workload.unknown().forEach(gap -> gaps.computeIfAbsent(gap, none -> new ArrayList<>()).add(workload.workload())));
        if (gaps.isEmpty()) {
            return;
        }
        out.println();
        Columns columns = new Columns("NOT JUDGED", "SEVERITY", "OF", "REASON");
        gaps.forEach((gap, of) -> columns.row(gap.rule(), gap.severity(), of.size() == 1 ? of.get(0) : of.size() + " workloads", gap.reason()));
        columns.print(out);
    }
}
