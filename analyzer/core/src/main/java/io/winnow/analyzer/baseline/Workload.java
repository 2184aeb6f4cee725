// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.RuntimeIdentity;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A workload and what is known of it. Immutable.
 *
 * @param id its name
 * @param state how far it is; {@link BaselineState#FROZEN} only by an operator's approval or a configured rule
 * @param baseline what it does; once frozen it does not change
 * @param pending once frozen: what came later and is not in the baseline, held for review; else empty
 * @param frozenAt wall time, nanoseconds since 1970; 0 if it is not frozen
 * @param decisions how it came to be what it is: the last {@value #MAX_DECISIONS}, in order
 */
public record Workload(
        WorkloadId id, BaselineState state, Baseline baseline, Baseline pending, long frozenAt, List<Decision> decisions) {

    /** Most decisions that are kept. */
    public static final int MAX_DECISIONS = 100;

    public Workload {
        Objects.requireNonNull(id, "id");
        decisions = inOrder(decisions.stream());
        if ((state == BaselineState.FROZEN) != (frozenAt != 0)) {
            throw new IllegalArgumentException("workload=" + id + " state=" + state + " frozenAt=" + frozenAt);
        }
    }

    /** A workload without any decision. */
    public Workload(WorkloadId id, BaselineState state, Baseline baseline, Baseline pending, long frozenAt) {
        this(id, state, baseline, pending, frozenAt, List.of());
    }

    /** The last of them, each once. */
    public static List<Decision> inOrder(Stream<Decision> decisions) {
        List<Decision> ordered = decisions.distinct().sorted().toList();
        return List.copyOf(ordered.subList(Math.max(0, ordered.size() - MAX_DECISIONS), ordered.size()));
    }

    public boolean frozen() {
        return state == BaselineState.FROZEN;
    }

    /** Why something may be missing: in the baseline, and once it is frozen in what was seen since. A filter may be active by then. */
    public Set<GapReason> partialReasons() {
        EnumSet<GapReason> reasons = EnumSet.noneOf(GapReason.class);
        reasons.addAll(pending.partialReasons());
        reasons.removeIf(GapReason::hiddenByFilter);
        reasons.addAll(baseline.partialReasons());
        return reasons;
    }

    /** What its newest replica was given, whether it came before or after the baseline was frozen. */
    public Grants newestGrants() {
        return baseline.sections().get(SectionKind.NEWEST_GRANTS).join(pending.sections().get(SectionKind.NEWEST_GRANTS)).grants();
    }

    /** The low-level runtimes that it was seen under, before and after it was frozen. */
    public Set<RuntimeIdentity> runtimes() {
        Set<RuntimeIdentity> runtimes = new LinkedHashSet<>(baseline.runtimeIdentities());
        runtimes.addAll(pending.runtimeIdentities());
        return runtimes;
    }

    /** Since when it is known, wall time in nanoseconds since 1970: what it started from was seen before; 0 if nothing was seen. */
    public long since() {
        StartedFrom start = startedFrom();
        return start.isEmpty() ? baseline.firstSeen() : start.since();
    }

    /** The workload whose frozen baseline it started with; empty if there is none. */
    public StartedFrom startedFrom() {
        return baseline.sections().get(SectionKind.STARTED_FROM);
    }

    /** Whether something waits for an operator's review. */
    public boolean reviewDue() {
        return pending.items().keySet().stream().anyMatch(item -> !rejections().cover(item));
    }

    /** What of that an operator wants to stay outside. */
    public Rejections rejections() {
        return pending.sections().get(SectionKind.REJECTIONS);
    }

    /** When it was last set to learn again, wall time in nanoseconds since 1970; 0 if it never was. */
    public long thawedAt() {
        return decisions.stream().filter(decision -> decision.action() == Decision.Action.THAW).mapToLong(Decision::time).max().orElse(0);
    }
}
