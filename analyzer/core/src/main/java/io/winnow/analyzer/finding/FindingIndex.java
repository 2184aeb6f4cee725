// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.finding.FindingCause.Kind;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the finding that a violation belongs to, among those of its container and of its program. */
final class FindingIndex {

    /** Most findings of one container that are not closed; what is beyond joins the newest, so that a container cannot push out the findings of others. */
    static final int MAX_OF_A_CONTAINER = 64;

    private final long idle;
    private final Map<String, List<OngoingFinding>> byContainer = new HashMap<>();
    private final Map<Program, OngoingFinding> byProgram = new HashMap<>();

    /** A program of a workload. */
    private record Program(String workload, String path) {}

    /** @param idle a long-lived process causes a new finding if nothing came of the last one for so many nanoseconds */
    FindingIndex(long idle) {
        this.idle = idle;
    }

    /** A finding has something of the container. */
    void add(OngoingFinding finding, String container) {
        List<OngoingFinding> findings = byContainer.computeIfAbsent(container, any -> new ArrayList<>());
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
        if (finding.cause().kind() == Kind.PROGRAM) {
            finding.tree().all().stream().map(FindingProcess::executable).filter(path -> path != null)
                    .forEach(path -> byProgram.put(new Program(finding.subject().workload(), path), finding));
        }
    }

    void remove(OngoingFinding finding) {
        byContainer.values().forEach(findings -> findings.remove(finding));
        byContainer.values().removeIf(List::isEmpty);
        byProgram.values().removeIf(finding::equals);
    }

    /** The finding that has the violation already, or whose processes did it. */
    Optional<OngoingFinding> find(Violation violation, Assessment assessment) {
        String base = FindingIds.base(violation);
        long time = WallTime.nanos(violation.time());
        return newest(violation, finding -> finding.has(base))
                .or(() -> violation.actor().flatMap(actor -> newest(violation, finding -> takesFromTree(finding, time) && finding.tree().has(actor))))
                .or(() -> sameProgram(violation, assessment));
    }

    /** The finding of a container that has this violation. */
    Optional<OngoingFinding> find(String container, String violation) {
        return byContainer.getOrDefault(container, List.of()).stream().filter(finding -> finding.has(violation)).findFirst();
    }

    /** A session ends with its process; a server goes on, and what it does tomorrow has another cause. */
    private boolean takesFromTree(OngoingFinding finding, long time) {
        return finding.cause().kind() == Kind.SESSION || finding.active(time, idle);
    }

    /** One program does something new in all its processes and replicas, and nothing is known against it. */
    private Optional<OngoingFinding> sameProgram(Violation violation, Assessment assessment) {
        String path = FindingLimits.cut(Causes.program(violation));
        if (path.isEmpty() || assessment.remarkable() || violation.kind() == ViolationKind.EXECUTABLE || Causes.inSession(violation)) {
            return Optional.empty();
        }
        return Optional.ofNullable(byProgram.get(new Program(FindingLimits.cut(violation.subject().workload()), path)))
                .filter(finding -> finding.severity().compareTo(Severity.MEDIUM) < 0);
    }

    /** What takes a violation in that would begin a finding: if no process is known to have done it, or if its container has too many. */
    Optional<OngoingFinding> substitute(Violation violation, FindingCause cause) {
        if (cause.kind() == Kind.UNATTRIBUTED) {
            long time = WallTime.nanos(violation.time());
            return newest(violation, finding -> finding.cause().kind() != Kind.LOSS && finding.active(time, idle)
                    && (finding.cause().kind() == Kind.SESSION) == Causes.inSession(violation));
        }
        long pending = byContainer.getOrDefault(violation.subject().container(), List.of()).stream().filter(finding -> finding.state().pending()).count();
        return pending < MAX_OF_A_CONTAINER || violation.kind() == ViolationKind.LOSS
                ? Optional.empty() : newest(violation, finding -> finding.state().pending() && finding.cause().kind() != Kind.LOSS);
    }

    private Optional<OngoingFinding> newest(Violation violation, Predicate<OngoingFinding> which) {
        return byContainer.getOrDefault(violation.subject().container(), List.of()).stream()
                .filter(which)
                .max(Comparator.comparingLong(OngoingFinding::last));
    }
}
