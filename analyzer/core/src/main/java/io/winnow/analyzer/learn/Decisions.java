// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.collector.record.Item;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What is learned and decided of workloads that no learner of this process has: by the same rules, on values. Nothing is kept here, so any thread may use it.
 * Times are wall times, nanoseconds since 1970.
 */
public final class Decisions {

    private final LearningRules rules;

    public Decisions(LearningRules rules) {
        this.rules = rules;
    }

    /** With more that was seen: once it is frozen, what lies outside is held for review. */
    public Workload learn(Workload workload, Baseline more) {
        return workload.frozen()
                ? changed(workload, of -> of.learn(evidence -> evidence.join(more)))
                : new Workload(workload.id(), workload.state(), workload.baseline().join(more), workload.pending(), 0, workload.decisions());
    }

    /**
     * Frozen by a decision without some of what was seen, as far as the rest does not allow it: that is held for review.
     *
     * @param alone what one of many did alone
     */
    public Workload freezeWithout(Workload workload, Set<Item> alone, Decision decision) {
        Baseline seen = workload.baseline();
        Set<Item> held = new HashSet<>(new Scope(seen.without(alone::contains)).beyond(seen).items().keySet());
        held.retainAll(alone);
        if (held.isEmpty()) {
            return decide(workload, decision, Baseline.EMPTY);
        }
        Baseline kept = seen.without(held::contains);
        String note = "held for review, as one of many did it alone: " + held.size();
        return decide(workload, new Decision(decision.time(), decision.action(), decision.by(), kept.items().size(),
                decision.note().isEmpty() ? note : decision.note() + "; " + note), kept);
    }

    /** With how far it has come by the rules. */
    public Workload judged(Workload workload) {
        return changed(workload, of -> {});
    }

    /** Frozen if the configured rule freezes it; else as it is. */
    public Workload freezeByRule(Workload workload, long now) {
        return workload.frozen() || !rules.freezes(workload, now) ? workload : changed(workload, of -> of.freeze(now, Decision.RULE, ""));
    }

    /** @throws NotReadyException if it lacks something and force is not given */
    public Workload freeze(Workload workload, long now, String by, boolean force) {
        return changed(workload, of -> of.freezeIfReady(rules, now, by, force));
    }

    /** Frozen with the frozen baseline of another. */
    public Workload startFrom(Workload workload, Workload other, long now, String by) {
        return changed(workload, of -> of.startFrom(other, now, by));
    }

    public Workload approve(Workload workload, Predicate<Item> chosen, long now, String by, String note) {
        return changed(workload, of -> of.approve(chosen, now, by, note));
    }

    public Workload reject(Workload workload, Predicate<Item> chosen, long now, String by, String note) {
        return changed(workload, of -> of.reject(chosen, now, by, note));
    }

    public Workload thaw(Workload workload, long now, String by) {
        return changed(workload, of -> of.thaw(now, by));
    }

    /**
     * A decision that was made elsewhere, made here.
     *
     * @param about the items that are accepted or rejected; or the baseline that it is frozen with, empty if that is its own
     */
    public Workload decide(Workload workload, Decision decision, Baseline about) {
        Predicate<Item> chosen = about.items()::containsKey;
        return switch (decision.action()) {
            case FREEZE -> changed(workload, of -> of.freeze(about, decision));
            case ACCEPT -> approve(workload, chosen, decision.time(), decision.by(), decision.note());
            case REJECT -> reject(workload, chosen, decision.time(), decision.by(), decision.note());
            case THAW -> thaw(workload, decision.time(), decision.by());
            case FORGET -> throw new IllegalArgumentException("who keeps a workload forgets it");
        };
    }

    private Workload changed(Workload workload, Consumer<LearningWorkload> change) {
        LearningWorkload copy = new LearningWorkload(workload);
        change.accept(copy);
        return copy.view(rules);
    }
}
