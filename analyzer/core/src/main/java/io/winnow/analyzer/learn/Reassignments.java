// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.analyzer.workload.Resolution.Certainty;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The containers that were announced before all of their metadata was known, and so were taken for another workload's, and the workloads whose name was
 * provisional. What such a container reported is joined into its workload. The workload that it was taken for is forgotten at the next checkpoint, if
 * nothing else is known of it: after the baseline that has its evidence is stored, and before the checkpoint is. After a crash in between, the same
 * events lead to the same.
 */
final class Reassignments {

    private final BaselineRepository store;
    private final WorkloadCache cache;
    private final SlotOwners slotOwners;
    private final LearningRules rules;
    private final ProvisionalNames names;
    /** Workloads that a container was taken from, with the workload that it is of. */
    private final Map<WorkloadId, WorkloadId> left = new TreeMap<>();
    /** Those of them whose name was provisional: everything of them is in the other. */
    private final Set<WorkloadId> renamed = new TreeSet<>();
    /** Of the resolver, when it was asked about guesses last. */
    private long revision = -1;

    Reassignments(BaselineRepository store, WorkloadCache cache, SlotOwners slotOwners, LearningRules rules, ProvisionalNames names) {
        this.store = store;
        this.cache = cache;
        this.slotOwners = slotOwners;
        this.rules = rules;
        this.names = names;
    }

    /** Binds a slot to its container. If the slot was bound to another workload, its evidence follows. */
    Resolution assign(SlotOwner slotOwner, ContainerMetadata container) {
        Resolution resolution = names.of(container, slotOwner.workload(), slotOwner.container());
        bind(slotOwner, container, resolution);
        return resolution;
    }

    private void bind(SlotOwner slotOwner, ContainerMetadata container, Resolution resolution) {
        Optional<ContainerMetadata> before = slotOwner.container();
        Optional<WorkloadId> taken = slotOwner.workload();
        WorkloadId now = resolution.id();
        slotOwners.belongsTo(slotOwner, container, now);
        if (taken.filter(names::isProvisional).isPresent() && !names.isProvisional(now)) {
            rename(taken.get(), resolution);
            return;
        }
        taken.filter(id -> !id.equals(now) && !lacks(container, before.orElseThrow())).flatMap(cache::find).ifPresent(old -> {
            Baseline evidence = evidence(slotOwner, old);
            cache.open(now).learn(builder -> builder.join(evidence));
            left.put(old.id(), now);
        });
    }

    /** Asks for the names that are provisional, and has what was learned follow those that have come; says how many. Asks about guesses, too. */
    int renameArrived() {
        Map<WorkloadId, Resolution> arrived = names.arrived();
        arrived.forEach(this::rename);
        if (names.revision() != revision) {
            revision = names.revision();
            slotOwners.all().filter(slotOwner -> slotOwner.workload().isPresent()).toList().forEach(this::confirm);
        }
        return arrived.size();
    }

    /** Has what a container did follow if its workload was guessed, and is known or guessed better by now. */
    private void confirm(SlotOwner slotOwner) {
        WorkloadId before = slotOwner.workload().orElseThrow();
        if (names.isProvisional(before)) {
            return;
        }
        ContainerMetadata container = slotOwner.container().orElseThrow();
        Resolution now = names.ask(container);
        boolean surer = now.certainty() == Certainty.CONFIRMED || now.guessed() && !now.id().equals(before);
        if (surer && !(cache.confirmed(before) && (now.guessed() || now.id().equals(before)))) {
            bind(slotOwner, container, now);
            learn(now);
        }
    }

    private void learn(Resolution resolution) {
        cache.open(resolution.id()).learn(evidence -> NamingLearner.learn(resolution, evidence));
    }

    private void rename(WorkloadId provisional, Resolution resolution) {
        names.remove(provisional);
        WorkloadId now = resolution.id();
        learn(resolution);
        if (provisional.equals(now)) {
            return; // it was the right one
        }
        slotOwners.rename(provisional, now);
        cache.find(provisional).map(known -> known.view(rules)).ifPresent(known -> {
            cache.open(now).adopt(known);
            left.put(provisional, now);
            renamed.add(provisional);
        });
    }

    /**
     * Stores the baselines, and forgets the workloads that all containers have left.
     *
     * @param now wall time, nanoseconds since 1970
     * @throws StoreException if a workload cannot be forgotten; it is there then, and the next call tries again
     */
    void forgetLeft(long now) {
        if (left.isEmpty()) {
            return;
        }
        cache.saveChanged(); // a baseline that evidence came to after the checkpoint was taken, too
        store.sync();
        for (Iterator<Map.Entry<WorkloadId, WorkloadId>> each = left.entrySet().iterator(); each.hasNext(); each.remove()) {
            Map.Entry<WorkloadId, WorkloadId> move = each.next();
            cache.find(move.getKey()).filter(this::isLeft).ifPresent(old -> forget(old, move.getValue(), now));
            renamed.remove(move.getKey());
        }
    }

    private void forget(LearningWorkload old, WorkloadId other, long now) {
        Workload workload = old.view(rules);
        String reason = renamed.contains(old.id()) ? "its name was provisional" : "they were announced before all of their metadata was known";
        String note = "its containers are of " + other + ": " + reason;
        cache.forget(workload, new Decision(now, Decision.Action.FORGET, Decision.RULE, workload.baseline().items().size(), note));
    }

    /** What a later announcement does not know any more says nothing against the earlier one. */
    private static boolean lacks(ContainerMetadata later, ContainerMetadata earlier) {
        return later.image().isEmpty() && !earlier.image().isEmpty()
                || later.imageDigest().isEmpty() && !earlier.imageDigest().isEmpty()
                || later.command().isEmpty() && !earlier.command().isEmpty()
                || later.labels().isEmpty() && !earlier.labels().isEmpty();
    }

    /** All that the workload holds if it has no other replica; else what is known to be of this one, with every gap of the workload. */
    private Baseline evidence(SlotOwner slotOwner, LearningWorkload old) {
        Workload workload = old.view(rules);
        Baseline all = workload.baseline().join(workload.pending());
        String replica = slotOwner.slot().toString();
        String container = name(slotOwner);
        if (isOf(all, replica::equals, container::equals) && slotOwners.all().noneMatch(other -> isBound(other, old))) {
            return all;
        }
        BaselineBuilder part = new BaselineBuilder();
        Replica windows = all.replicas().getOrDefault(replica, Replica.NEW);
        all.items().forEach((item, observations) -> {
            if (observations.provenance().filter(who -> who.replica().equals(container)).isPresent()) {
                part.see(item, observations);
            } else if (windows.incidence().containsKey(item)) {
                part.see(item, Observations.by(observations.lastSeen()).withFlags(observations.flags()));
            }
        });
        if (all.replicas().containsKey(replica)) {
            part.replica(replica, mine -> mine.join(windows));
        }
        all.gaps().forEach(part::miss);
        return windows.started() ? part.whole().build() : part.build();
    }

    /** Whether each container that the workload holds evidence of is known to be another workload's, and no operator decided anything about it. */
    private boolean isLeft(LearningWorkload old) {
        if (renamed.contains(old.id())) {
            return slotOwners.all().noneMatch(slotOwner -> isBound(slotOwner, old));
        }
        Workload workload = old.view(rules);
        if (workload.frozen() || !workload.decisions().isEmpty() || slotOwners.all().anyMatch(slotOwner -> isBound(slotOwner, old))) {
            return false;
        }
        Set<String> slots = slotOwners.all().filter(slotOwner -> slotOwner.workload().isPresent()).map(slotOwner -> slotOwner.slot().toString())
                .collect(Collectors.toSet());
        Set<String> containers = slotOwners.all().filter(slotOwner -> slotOwner.workload().isPresent()).map(Reassignments::name).collect(Collectors.toSet());
        return isOf(workload.baseline(), slots::contains, containers::contains);
    }

    private static boolean isOf(Baseline baseline, Predicate<String> slots, Predicate<String> containers) {
        return baseline.replicas().keySet().stream().allMatch(slots)
                && baseline.items().values().stream().flatMap(observations -> observations.provenance().stream()).map(Provenance::replica).allMatch(containers);
    }

    private static boolean isBound(SlotOwner slotOwner, LearningWorkload workload) {
        return slotOwner.workload().filter(workload.id()::equals).isPresent();
    }

    private static String name(SlotOwner slotOwner) {
        return PlainText.of(slotOwner.container().orElseThrow().id());
    }
}
