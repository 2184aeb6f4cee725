// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.api.RiskDocument.Profile;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.WorkloadRisk;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** What a profile buys, for people. */
final class RiskText {

    private RiskText() {}

    /** @param tolerance of the profile that is suggested unless a caller wants another */
    static void print(PrintWriter out, RiskDocument document, String tolerance) {
        Profile suggested = named(document, tolerance);
        Profile docker = named(document, WorkloadRisk.DOCKER_DEFAULT);
        out.println(TerminalText.printable(document.workload() + ": of " + document.known() + " known faults of the kernel that containers could reach, "
                + suggested.left() + " are left under the suggested profile (" + docker.left() + " under Docker's default)."));
        out.println(document.profiles().stream()
                .map(profile -> profile.name() + ": " + profile.left() + " left, " + profile.syscalls() + " system calls allowed")
                .collect(Collectors.joining("; ", "", ".")));
        if (!suggested.faults().isEmpty()) {
            out.println();
            Columns columns = new Columns("FAULT", "FIXED IN", "REACHED BY", "CAPABILITY", "WHAT HAPPENS");
            suggested.faults().forEach(fault -> columns.row(fault.id(), fault.fixed(), fault.calls(), fault.capability(), fault.summary()));
            columns.print(out);
            out.println();
            out.println("Linux has the fix of each since the release named, stable releases have it earlier; a kernel that is up to date has none of these faults.");
        }
        out.flush();
    }

    private static Profile named(RiskDocument document, String name) {
        return document.profiles().stream().filter(profile -> profile.name().equals(name)).findFirst().orElseThrow();
    }
}
