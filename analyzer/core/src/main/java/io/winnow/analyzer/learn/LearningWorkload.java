// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Rejections;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.StartedFrom;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A workload that evidence comes in for. Once frozen, its baseline is left alone: evidence of something else is held for review. */
final class LearningWorkload {

    private final WorkloadId id;
    private BaselineBuilder learned;
    private Baseline frozen;
    private Scope scope;
    private BaselineBuilder pending = new BaselineBuilder();
    /** What {@code pending} makes; null once it has grown. */
    private Baseline pendingView = Baseline.EMPTY;
    private long frozenAt;
    private List<Decision> decisions = List.of();
    private boolean changed;
    private long changes;

    /** A new one. */
    LearningWorkload(WorkloadId id) {
        this.id = id;
        learned = new BaselineBuilder();
        change();
    }

    /** One that was stored. */
    LearningWorkload(Workload stored) {
        this(stored.id());
        restore(stored);
        changed = false;
        changes = 0;
    }

    /** Makes it what it was at another time. */
    void restore(Workload other) {
        learned = new BaselineBuilder().join(other.baseline());
        frozen = null;
        scope = null;
        pending(Baseline.EMPTY);
        frozenAt = 0;
        decisions = other.decisions();
        if (other.frozen()) {
            hold(other.baseline(), other.frozenAt());
            pending(other.pending());
        }
        change();
    }

    void learn(Consumer<BaselineBuilder> evidence) {
        if (frozen == null) {
            evidence.accept(learned);
            change();
            return;
        }
        BaselineBuilder later = pending.sequel();
        evidence.accept(later);
        later.notice(pending.sections().get(SectionKind.REJECTIONS));
        if (pending.growBeyond(frozen, scope, later)) {
            pendingView = null;
            change();
        }
    }

    /** @throws NotReadyException if it lacks something and force is not given */
    void freezeIfReady(LearningRules rules, long now, String by, boolean force) {
        if (frozen != null) {
            return;
        }
        List<FreezeReadiness.Gap> gaps = rules.ready().gaps(learned.build(), now);
        if (!gaps.isEmpty() && !force) {
            throw new NotReadyException(id, gaps);
        }
        String note = gaps.isEmpty() ? "" : "forced: " + gaps.stream().map(FreezeReadiness.Gap::label).collect(Collectors.joining(", "));
        freeze(now, by, note);
    }

    /**
     * @param now wall time, nanoseconds since 1970
     * @param note what was overruled
     */
    void freeze(long now, String by, String note) {
        if (frozen == null) {
            hold(learned.build(), now);
            decided(new Decision(now, Decision.Action.FREEZE, by, frozen.items().size(), note));
        }
    }

    /** Freezes the frozen baseline of another workload as this one's; what was learned here is held for review, as far as it lies outside. */
    void startFrom(Workload other, long now, String by) {
        Baseline start = StartedFrom.baseline(other, now);
        freeze(start, new Decision(now, Decision.Action.FREEZE, by, start.items().size(), "started from the baseline of " + other.id()));
    }

    /** Freezes it with a baseline; an empty one stands for its own. */
    void freeze(Baseline with, Decision decision) {
        if (with.equals(Baseline.EMPTY)) {
            freeze(decision.time(), decision.by(), decision.note());
        } else if (frozen == null) {
            Baseline learnedHere = learned.build();
            hold(with, decision.time());
            pending(scope.beyond(learnedHere));
            decided(decision);
        }
    }

    /** Takes some of what was held for review into the frozen baseline; the rest waits on, as far as it still lies outside. */
    void approve(Predicate<Item> chosen, long now, String by, String note) {
        Baseline accepted = pending().only(chosen);
        if (frozen != null && !accepted.items().isEmpty()) {
            hold(frozen.join(accepted), frozenAt);
            pending(scope.beyond(pending()));
            decided(new Decision(now, Decision.Action.ACCEPT, by, accepted.items().size(), note));
        }
    }

    /** Has some of what was held for review stay outside: it waits no more, until another program does it. */
    void reject(Predicate<Item> chosen, long now, String by, String note) {
        Rejections known = pending.sections().get(SectionKind.REJECTIONS);
        long items = pending().items().keySet().stream().filter(chosen).filter(item -> !known.cover(item)).count();
        if (frozen != null && items > 0) {
            pending.reject(chosen);
            pendingView = null;
            decided(new Decision(now, Decision.Action.REJECT, by, (int) items, note));
        }
    }

    /**
     * Takes over what was learned and decided under a provisional name. If an operator froze that, it stays frozen as it was; what was learned here is
     * then held for review. What is frozen here stays as it is, and holds the other for review.
     */
    void adopt(Workload provisional) {
        Baseline evidence = provisional.baseline().join(provisional.pending());
        if (frozen == null && provisional.frozen()) {
            Baseline learnedHere = learned.build();
            hold(provisional.baseline(), provisional.frozenAt());
            pending(scope.beyond(evidence.join(learnedHere)));
        } else {
            learn(builder -> builder.join(evidence));
        }
        decisions = Workload.inOrder(Stream.concat(decisions.stream(), provisional.decisions().stream()));
        change();
    }

    /** Goes back to learning, with what was held for review and was not rejected. */
    void thaw(long now, String by) {
        if (frozen != null) {
            Baseline held = pending().withoutRejected();
            release(held);
            decided(new Decision(now, Decision.Action.THAW, by, held.items().size()));
        }
    }

    private void release(Baseline held) {
        learned = new BaselineBuilder().join(frozen).join(held);
        frozen = null;
        scope = null;
        pending(Baseline.EMPTY);
        frozenAt = 0;
    }

    /** Whether the newest decision of a cluster is not known here yet. */
    boolean isBehind(Workload cluster) {
        List<Decision> made = cluster.decisions();
        return !made.isEmpty() && !decisions.contains(made.get(made.size() - 1));
    }

    /** Takes over what was decided for all hosts together. What was seen here, or allowed here before, and lies outside is held for review. */
    void follow(Workload cluster) {
        if (!isBehind(cluster)) {
            return;
        }
        if (cluster.frozen()) {
            Baseline seen = frozen == null ? learned.build() : frozen.join(pending());
            hold(cluster.baseline(), cluster.frozenAt());
            pending(scope.beyond(seen).join(cluster.pending()));
        } else if (frozen != null) {
            release(pending().withoutRejected());
        }
        decisions = Workload.inOrder(Stream.concat(decisions.stream(), cluster.decisions().stream()));
        change();
    }

    Workload view(LearningRules rules) {
        Baseline baseline = frozen == null ? learned.build() : frozen;
        BaselineState state = frozen == null ? rules.state(baseline) : BaselineState.FROZEN;
        return new Workload(id, state, baseline, pending(), frozenAt, decisions);
    }

    private Baseline pending() {
        if (pendingView == null) {
            pendingView = pending.build();
        }
        return pendingView;
    }

    private void pending(Baseline held) {
        pending = new BaselineBuilder().join(held);
        pendingView = held;
    }

    /**
     * How many items of each kind this workload may lack: what a replica of an unknown workload did and this one is not known to do. None if the
     * programs that the replica ran are not this workload's.
     */
    Map<String, Integer> mayLack(Baseline replica) {
        Set<Item> known = new HashSet<>((frozen == null ? learned.build() : frozen).items().keySet());
        known.addAll(pending().items().keySet());
        Set<Item> did = replica.items().keySet();
        Map<String, Integer> lacking = new TreeMap<>();
        if (did.stream().anyMatch(item -> item.kind() == ItemKind.EXECUTABLE && known.contains(item))) {
            did.stream().filter(item -> !known.contains(item)).forEach(item -> lacking.merge(item.kind().label(), 1, Integer::sum));
        }
        return lacking;
    }

    /** Whether the orchestrator said that there is such a workload. */
    boolean confirmed() {
        return (frozen == null ? learned.sections() : frozen.sections()).join(pending.sections()).get(SectionKind.OWNER_CONFIRMED).raised();
    }

    WorkloadId id() {
        return id;
    }

    boolean frozen() {
        return frozen != null;
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return (frozen == null ? learned.weight() : frozen.weight()) + pending.weight();
    }

    /** Whether there is something that is not stored. */
    boolean changed() {
        return changed;
    }

    /** How often it changed since it was made or loaded. */
    long changes() {
        return changes;
    }

    void stored() {
        changed = false;
    }

    /** What {@link #stored} said did not come true. */
    void unsaved() {
        changed = true;
    }

    private void decided(Decision decision) {
        decisions = Stream.concat(decisions.stream(), Stream.of(decision)).skip(decisions.size() == Workload.MAX_DECISIONS ? 1 : 0).toList();
        change();
    }

    private void change() {
        changed = true;
        changes++;
    }

    private void hold(Baseline baseline, long since) {
        frozen = baseline;
        scope = new Scope(baseline);
        frozenAt = since;
        learned = null;
    }
}
