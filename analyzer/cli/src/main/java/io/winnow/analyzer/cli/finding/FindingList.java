// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import io.winnow.analyzer.cli.service.ListTable;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Shortened;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FindingDocument;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Findings as they are now, the worst first, and of those the newest. */
final class FindingList extends ListTable<FindingDocument> {

    private static final int SEVERITY = 1;
    private static final List<String> HEADINGS = List.of("ID", "SEVERITY", "STATE", "TIME", "COUNT", "WORKLOAD", "WHAT");
    /** Of each heading. */
    private static final List<Integer> RANKS = List.of(2, 1, 4, 6, 5, 3, 0);
    private static final Map<Severity, Tone> TONES =
            Map.of(Severity.CRITICAL, Tone.BAD, Severity.HIGH, Tone.BAD, Severity.MEDIUM, Tone.WARN, Severity.LOW, Tone.CALM, Severity.INFO, Tone.FAINT);

    static List<FindingDocument> ranked(List<FindingDocument> findings) {
        return findings.stream().sorted(Comparator.comparing(FindingList::severity).thenComparing(finding -> Instant.parse(finding.time())).reversed()).toList();
    }

    private static Severity severity(FindingDocument finding) {
        return Severity.of(finding.severity());
    }

    @Override
    protected List<String> headings(boolean wide) {
        return HEADINGS;
    }

    @Override
    protected List<Object> cells(FindingDocument finding, boolean wide) {
        return List.of(finding.id(), finding.severity(), finding.state(), Instant.parse(finding.time()).truncatedTo(ChronoUnit.SECONDS), finding.count().occurrences(),
                Shortened.of(finding.workload().id()), finding.title());
    }

    @Override
    protected String name(FindingDocument finding) {
        return finding.id();
    }

    @Override
    protected int rank(int column) {
        return RANKS.get(column);
    }

    @Override
    protected Tone tone(FindingDocument finding, int column) {
        return column == SEVERITY ? TONES.get(severity(finding)) : Tone.PLAIN;
    }

    /** How many there are of each severity, the worst first. */
    @Override
    protected String summary(List<FindingDocument> findings) {
        Map<Severity, Long> counts = findings.stream()
                .collect(Collectors.groupingBy(FindingList::severity, () -> new TreeMap<>(Comparator.reverseOrder()), Collectors.counting()));
        return findings.isEmpty() ? "none" : counts.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
    }

    @Override
    protected String selectors() {
        return "--severity, --workload";
    }

    /** The rest does not change without it. */
    @Override
    protected Object state(FindingDocument finding) {
        return finding.sequence();
    }
}
