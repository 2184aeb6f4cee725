// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.finding.FindingCause.Kind;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.threat.DangerousBehaviour;
import io.winnow.analyzer.violation.Violation;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A finding as it grows. For one thread. */
final class OngoingFinding {

    /** Most violations that are kept one by one; the rest is counted. */
    static final int MAX_VIOLATIONS = 64;
    private static final int MAX_SEEN = 1024;
    private static final int MAX_CONTAINERS = 256;
    private static final int MAX_DECISIONS = 32;

    private static final int WEIGHT = 2048;
    private static final int WEIGHT_OF_A_VIOLATION = 1024;
    private static final int WEIGHT_OF_A_PROCESS = 384;
    private static final int WEIGHT_OF_AN_ID = 160;

    private final String id;
    private final FindingSubject subject;
    private final FindingCause cause;
    private final ProcessTree tree;
    private final Map<String, FindingViolation> violations = new LinkedHashMap<>();
    /** Ids of violations that are counted in the total, kept or not. */
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> containers = new TreeSet<>();
    private final Ranking ranking;
    private final List<FindingDecision> decisions = new ArrayList<>();
    private FindingState state;
    private long first;
    private long last;
    private long total;
    private long occurrences;
    private long sequence;
    /** When it changed last, in the caller's time: what is read late is not old. */
    private long heard;
    /** The newest sequence that is known to have arrived. */
    private long confirmed;
    /** Occurrences since the update that was sent last. */
    private long heldBack;
    private boolean changed;
    /** What was kept last; null if something has changed since. */
    private KeptFinding kept;
    /** When an update was sent last, in the caller's time; nothing was if it is the smallest number. */
    private long sentAt = Long.MIN_VALUE;

    OngoingFinding(String id, FindingSubject subject, FindingCause cause, long time) {
        this.id = id;
        this.subject = subject;
        this.cause = cause;
        this.tree = new ProcessTree(List.of());
        this.ranking = new Ranking(List.of());
        this.state = FindingState.OPEN;
        this.first = time;
        this.last = time;
    }

    /** One that was kept. */
    OngoingFinding(KeptFinding before) {
        Finding kept = before.finding();
        id = kept.id();
        subject = kept.subject();
        cause = kept.cause();
        tree = new ProcessTree(kept.processes());
        kept.violations().forEach(violation -> violations.put(violation.id(), violation));
        seen.addAll(violations.keySet());
        seen.addAll(before.counted());
        containers.addAll(kept.containers());
        ranking = new Ranking(kept.behaviours());
        ranking.raise(kept.severity());
        decisions.addAll(kept.decisions());
        state = kept.state();
        first = kept.first();
        last = kept.last();
        total = kept.total();
        occurrences = kept.occurrences();
        sequence = kept.sequence();
        heldBack = kept.heldBack();
        confirmed = before.confirmed();
        heard = before.heard();
        changed = confirmed < sequence;
        this.kept = before;
    }

    FindingCause cause() {
        return cause;
    }

    FindingSubject subject() {
        return subject;
    }

    String id() {
        return id;
    }

    ProcessTree tree() {
        return tree;
    }

    FindingState state() {
        return state;
    }

    Severity severity() {
        return ranking.severity();
    }

    long last() {
        return last;
    }

    boolean has(String violation) {
        return seen.contains(violation);
    }

    /** Whether something came of it within the time before. */
    boolean active(long time, long idle) {
        return Math.abs(time - last) <= idle;
    }

    /** Roughly the bytes that it takes. */
    long weight() {
        return WEIGHT + (long) subject.labels().size() * WEIGHT_OF_A_PROCESS + (long) violations.size() * WEIGHT_OF_A_VIOLATION + (long) tree.size() * WEIGHT_OF_A_PROCESS
                + (long) (seen.size() + containers.size()) * WEIGHT_OF_AN_ID;
    }

    /** Whether it has changed within the time before. */
    boolean heard(long now, long within) {
        return Math.abs(now - heard) <= within;
    }

    /** Takes a violation in; says whether anything is new by that. */
    boolean add(Violation violation, Assessment assessment, long now) {
        long time = WallTime.nanos(violation.time());
        String base = FindingIds.base(violation);
        FindingViolation known = violations.get(base);
        long more = known != null ? violation.count() - known.count() : seen.contains(base) && !violation.repeated() ? 0 : 1;
        if (more <= 0) {
            return false;
        }
        if (known != null) {
            violations.put(base, known.repeated(violation.count()));
        } else if (violations.size() < MAX_VIOLATIONS) {
            violations.put(base, Observed.of(base, violation, assessment));
            more = violation.count();
        }
        if (seen.size() < MAX_SEEN ? seen.add(base) : !violation.repeated()) {
            total++;
        }
        if (containers.size() < MAX_CONTAINERS) {
            containers.add(FindingLimits.cut(violation.subject().container()));
        }
        violation.actor().ifPresent(actor -> tree.add(actor, Causes.program(violation), cause));
        first = Math.min(first, time);
        last = Math.max(last, time);
        occurrences += more;
        heldBack += more;
        rank(assessment, now);
        touched(now);
        return true;
    }

    /** It is known which file a program is; says whether that is new. */
    boolean identify(String violation, FindingFile file, long now) {
        FindingViolation known = violations.get(violation);
        if (known == null || file.equals(known.file())) {
            return false;
        }
        violations.put(violation, known.of(file));
        touched(now);
        return true;
    }

    private void rank(Assessment assessment, long now) {
        boolean raised = ranking.add(assessment);
        if (!state.pending()) {
            decide(FindingState.OPEN, FindingDecision.ITSELF, "more came of it", now);
        } else if (raised && state == FindingState.ACKNOWLEDGED) {
            decide(FindingState.OPEN, FindingDecision.ITSELF, "it is " + ranking.severity() + " now", now);
        }
    }

    void decide(FindingState next, String by, String reason, long now) {
        state = next;
        decisions.add(new FindingDecision(now, next, by, reason));
        if (decisions.size() > MAX_DECISIONS) {
            decisions.remove(0);
        }
        touched(now);
    }

    private void touched(long now) {
        heard = now;
        sequence++;
        changed = true;
        kept = null;
    }

    /** Whether something has changed since the last update. */
    boolean changed() {
        return changed;
    }

    /** Whether something has changed since the last update, and enough time has passed; or the clock was set back. */
    boolean due(long now, long every) {
        return changed && (sentAt == Long.MIN_VALUE || now < sentAt || now - sentAt >= every);
    }

    void confirmed(long arrived) {
        if (arrived > confirmed) {
            confirmed = arrived;
            kept = null;
        }
    }

    /** The same object as before if nothing has changed. */
    KeptFinding kept() {
        if (kept == null) {
            List<String> counted = seen.stream().filter(violation -> !violations.containsKey(violation)).toList();
            kept = new KeptFinding(snapshot(), confirmed, heard, counted);
        }
        return kept;
    }

    /** The update to be sent now. */
    Finding send(long now) {
        Finding update = snapshot();
        sentAt = now;
        changed = false;
        heldBack = 0;
        kept = null;
        return update;
    }

    /** As it is now. */
    Finding snapshot() {
        return new Finding(
                id, title(), ranking.severity(), state, subject, cause, first, last, total, occurrences,
                ranking.worstFirst().stream().map(DangerousBehaviour::id).toList(), List.copyOf(violations.values()), tree.all(), List.copyOf(containers),
                heldBack, decisions, sequence);
    }

    private String title() {
        return ranking.worstFirst().stream().findFirst().map(DangerousBehaviour::title).orElseGet(() -> cause.kind() == Kind.IMAGE
                ? "The new image does what the one before it did not"
                : "It does what its baseline does not have: " + violations.values().stream().findFirst().map(FindingViolation::summary).orElse(""));
    }
}
