// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.Printable;

/** A finding as one line of text, for logs and messengers. */
public final class FindingText {

    private FindingText() {}

    /** No control character of a container's is in it. */
    public static String line(FindingDocument finding) {
        String technique = finding.technique() == null ? "" : " (" + finding.technique().id() + " " + finding.technique().name() + ")";
        String who = finding.actor() == null ? "" : ", by " + Printable.of(finding.actor().executable() == null ? finding.actor().comm() : finding.actor().executable())
                + " (pid " + finding.actor().pid() + ")";
        long more = finding.count().violations() - 1;
        String what = finding.violations().isEmpty() ? "" : ": " + Printable.of(finding.violations().get(0).summary()) + (more > 0 ? " and " + more + " more" : "");
        return finding.time() + " " + finding.severity() + " " + finding.state() + " " + finding.id() + " " + Printable.of(finding.workload().id()) + ": "
                + Printable.of(finding.title()) + technique + who + what;
    }
}
