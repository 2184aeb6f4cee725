// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.violation.Violation;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All findings. The first violation of a finding gives an update at once; what follows is held back until the next update is {@linkplain #due due}, and
 * counted in it. A finding that becomes more severe is sent at once. Bounded by weight: then closed findings go, and after them those that nothing came
 * of for longest. All times are wall time in nanoseconds since 1970. For one thread.
 */
public final class Findings {

    private final FindingRules rules;
    /** By id, what changed last at the end. */
    private final Map<String, OngoingFinding> all = new LinkedHashMap<>();
    private final FindingIndex index;
    /** What has an update that was not sent. */
    private final Set<OngoingFinding> waiting = new LinkedHashSet<>();
    private final Map<OngoingFinding, Long> weights = new LinkedHashMap<>();
    private long weight;
    private long forgotten;
    private long decisions;

    /** @param kept what was before, in order */
    public Findings(FindingRules rules, Collection<KeptFinding> kept) {
        this.rules = rules;
        this.index = new FindingIndex(rules.idleAfter().toNanos());
        for (KeptFinding before : kept) {
            OngoingFinding finding = new OngoingFinding(before);
            all.put(finding.id(), finding);
            index.add(finding, finding.cause().container());
            changed(finding);
        }
    }

    /**
     * Takes a violation in.
     *
     * @param context of its container
     * @return the update to be sent now; empty if it has to wait, or if nothing is new
     */
    public Optional<Finding> add(Violation violation, FindingContext context, long now) {
        Assessment assessment = Assessment.of(violation);
        OngoingFinding finding = index.find(violation, assessment).orElseGet(() -> begin(violation, assessment, context));
        Severity before = finding.severity();
        if (!finding.add(violation, assessment, now)) {
            return Optional.empty();
        }
        index.add(finding, violation.subject().container());
        all.remove(finding.id());
        all.put(finding.id(), finding);
        changed(finding);
        shrink(finding);
        return finding.severity() != before || finding.due(now, rules.updateEvery().toNanos()) ? Optional.of(send(finding, now)) : Optional.empty();
    }

    /**
     * It is known which file was executed.
     *
     * @param violation id of the first report that a program was started
     * @return the update to be sent now; empty if it has to wait, or if no finding has the violation
     */
    public Optional<Finding> identify(String container, String violation, FindingFile file, long now) {
        return index.find(container, violation).filter(finding -> finding.identify(violation, file, now)).flatMap(finding -> {
            changed(finding);
            return finding.due(now, rules.updateEvery().toNanos()) ? Optional.of(send(finding, now)) : Optional.empty();
        });
    }

    private OngoingFinding begin(Violation violation, Assessment assessment, FindingContext context) {
        FindingCause cause = Causes.of(violation, assessment.remarkable(), context.changedImage());
        FindingSubject subject = FindingSubject.of(violation.subject(), context);
        String id = FindingIds.id(subject, cause);
        OngoingFinding known = all.get(id);
        return known != null ? known : index.substitute(violation, cause)
                .orElseGet(() -> new OngoingFinding(id, subject, cause, WallTime.nanos(violation.time())));
    }

    /** Updates that were held back and may be sent now. */
    public List<Finding> due(long now) {
        List<Finding> updates = new ArrayList<>();
        for (OngoingFinding finding : List.copyOf(waiting)) {
            if (finding.due(now, rules.updateEvery().toNanos())) {
                updates.add(send(finding, now));
            }
        }
        return updates;
    }

    /** Closes what nothing came of for long; the updates are {@link #due} then. */
    public void close(long now) {
        for (OngoingFinding finding : all.values()) {
            if (finding.state().pending() && !finding.heard(now, rules.closeAfter().toNanos())) {
                finding.decide(FindingState.CLOSED, FindingDecision.ITSELF, "nothing more came of it", now);
                decisions++;
                changed(finding);
            }
        }
    }

    /** Notes an operator's decision; gives the update to be sent now, or nothing if there is no such finding. */
    public Optional<Finding> decide(String id, FindingState state, String by, String reason, long now) {
        return Optional.ofNullable(all.get(id)).map(finding -> {
            finding.decide(state, by, reason, now);
            decisions++;
            return send(finding, now);
        });
    }

    /** The update with this sequence has arrived. */
    public void confirmed(String id, long sequence) {
        OngoingFinding finding = all.get(id);
        if (finding != null) {
            finding.confirmed(sequence);
        }
    }

    public Optional<Finding> find(String id) {
        return Optional.ofNullable(all.get(id)).map(OngoingFinding::snapshot);
    }

    /** All of them, what changed last at the end. */
    public List<Finding> list() {
        return all.values().stream().map(OngoingFinding::snapshot).toList();
    }

    /** How many are to be looked at, of each workload. */
    public PendingFindings pending() {
        return new PendingFindings(all.values());
    }

    /** What to start from the next time. */
    public List<KeptFinding> state() {
        return all.values().stream().map(OngoingFinding::kept).toList();
    }

    /** Findings that gave way to newer ones since the start. */
    public long forgotten() {
        return forgotten;
    }

    /** Decisions that were noted since the start: what is to be kept although no record came. */
    public long decisions() {
        return decisions;
    }

    private Finding send(OngoingFinding finding, long now) {
        waiting.remove(finding);
        return finding.send(now);
    }

    private void changed(OngoingFinding finding) {
        long now = finding.weight();
        Long before = weights.put(finding, now);
        weight += now - (before == null ? 0 : before);
        if (finding.changed()) {
            waiting.add(finding);
        }
    }

    private void shrink(OngoingFinding newest) {
        while (weight > rules.maxBytes() && all.size() > 1) {
            forget(all.values().stream().filter(finding -> !finding.state().pending() && finding != newest).findFirst()
                    .orElseGet(() -> first(all.values())));
        }
    }

    private static OngoingFinding first(Collection<OngoingFinding> findings) {
        Iterator<OngoingFinding> inOrder = findings.iterator();
        return inOrder.next();
    }

    private void forget(OngoingFinding finding) {
        all.remove(finding.id());
        waiting.remove(finding);
        index.remove(finding);
        weight -= weights.remove(finding);
        forgotten++;
    }
}
