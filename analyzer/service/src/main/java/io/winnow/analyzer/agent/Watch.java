// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.PolicySender;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.finding.FindingContext;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.violation.ImplicitAllowances;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Watched;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.PolicyDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Knows which containers are watched, and against what. A container of a frozen workload gets its policy with the first event of it: when it
 * appears, when its workload is frozen, and after a restart. A container of a workload that was thawed is set to learn in the same manner, since
 * the collector keeps the policy of a container that may come again.
 */
final class Watch {

    private final Learner learner;
    private final PolicySender policies;
    private final Refusals refusals;
    private final Function<Workload, ImplicitAllowances> implicitAllowances;
    private final Map<WorkloadId, Frozen> frozen = new HashMap<>();
    /** Slots whose container has a policy, and of which workload. */
    private final Map<SlotId, WorkloadId> policySent = new HashMap<>();
    private final Set<SlotId> setToLearn = new HashSet<>();
    private final Deque<PolicyDocument> unsent = new ArrayDeque<>();

    /** @param version when an operator's decision changed the baseline last */
    private record Frozen(FrozenBaseline baseline, long since, long version, boolean changedImage) {}

    /**
     * @param refusals when containers that are not watched are asked about refused calls
     * @param implicitAllowances what the profile suggested for a workload allows or refuses without an observation
     */
    Watch(Learner learner, PolicySender policies, Refusals refusals, Function<Workload, ImplicitAllowances> implicitAllowances) {
        this.learner = learner;
        this.policies = policies;
        this.refusals = refusals;
        this.implicitAllowances = implicitAllowances;
    }

    /** What the container in this slot is watched against; empty if its workload is not frozen, or not known yet. */
    Optional<Watched> watched(SlotId slot) {
        Optional<WorkloadId> workload = learner.workloadOf(slot);
        workload.filter(id -> !learner.frozen(id)).ifPresent(id -> unwatched(slot, id));
        return workload.filter(learner::frozen).map(id -> {
            Frozen against = frozen.computeIfAbsent(id, this::load);
            ContainerMetadata container = learner.container(slot).orElseThrow();
            if (container.ended() == 0 && !id.equals(policySent.put(slot, id))) {
                unsent.add(PolicyDocument.watch(container.id(), against.baseline().allowedCalls(), true));
            }
            return new Watched(subject(id, container), against.baseline(), against.since());
        });
    }

    /** What findings have to know of a container that is watched. */
    FindingContext context(SlotId slot) {
        Optional<Frozen> against = learner.workloadOf(slot).map(frozen::get);
        return new FindingContext(against.map(Frozen::version).orElse(0L), against.map(Frozen::changedImage).orElse(false),
                learner.container(slot).map(ContainerMetadata::labels).orElse(Map.of()));
    }

    /** Once a slot; and again if its container was watched under another name. */
    private void unwatched(SlotId slot, WorkloadId id) {
        boolean watched = policySent.remove(slot) != null;
        if (setToLearn.add(slot) || watched) {
            ContainerMetadata container = learner.container(slot).orElseThrow();
            if (container.ended() == 0) {
                refusals.ask(slot, container).or(() -> learner.workload(id).filter(workload -> watched || workload.thawedAt() != 0)
                        .map(thawed -> PolicyDocument.learn(container.id()))).ifPresent(unsent::add);
            }
        }
    }

    /** Forgets slots that nothing more comes of, and what only their containers were watched against. */
    void retain(Predicate<SlotId> alive) {
        policySent.keySet().removeIf(alive.negate());
        setToLearn.removeIf(alive.negate());
        frozen.keySet().retainAll(policySent.keySet().stream().flatMap(slot -> learner.workloadOf(slot).stream()).collect(Collectors.toSet()));
    }

    /** Something was decided of a workload. @param before whether it was frozen until then */
    void decided(WorkloadId id, boolean before) {
        if (learner.frozen(id)) {
            frozen(id);
        } else if (before) {
            thawed(id);
        }
    }

    /** A baseline was frozen, or a frozen one is another now: its containers are watched against that from now on. */
    private void frozen(WorkloadId id) {
        frozen.remove(id);
        List<PolicyDocument.AllowedCalls> allowedCalls = against(id).allowedCalls();
        learner.containers(id).forEach(container -> unsent.add(PolicyDocument.watch(container.id(), allowedCalls, true)));
    }

    /** A baseline learns again: its containers are not watched any more. */
    private void thawed(WorkloadId id) {
        frozen.remove(id);
        policySent.keySet().removeIf(slot -> learner.workloadOf(slot).filter(id::equals).isPresent());
        learner.containers(id).forEach(container -> unsent.add(PolicyDocument.learn(container.id())));
    }

    /** What containers of a frozen workload are watched against. */
    FrozenBaseline against(WorkloadId id) {
        return frozen.computeIfAbsent(id, this::load).baseline();
    }

    /** Sends what is to be sent, as far as the queue takes it; says how many. */
    int send() {
        for (Refusals.Asked asked : refusals.over()) {
            learner.workloadOf(asked.slot()).filter(id -> !learner.frozen(id)).ifPresent(id -> unsent.add(PolicyDocument.learn(asked.container())));
        }
        int sent = 0;
        while (!unsent.isEmpty() && policies.send(unsent.peek())) {
            unsent.remove();
            sent++;
        }
        return sent;
    }

    private Frozen load(WorkloadId id) {
        Workload workload = learner.workload(id).orElseThrow();
        return new Frozen(new FrozenBaseline(workload.baseline(), implicitAllowances.apply(workload)), workload.frozenAt(), version(workload),
                !workload.startedFrom().isEmpty());
    }

    private static long version(Workload workload) {
        return workload.decisions().stream().filter(decision -> decision.action() == Decision.Action.FREEZE || decision.action() == Decision.Action.ACCEPT)
                .mapToLong(Decision::time).max().orElse(workload.frozenAt());
    }

    private static Subject subject(WorkloadId id, ContainerMetadata container) {
        return new Subject(container.node(), id.toString(), container.id(), container.name(), container.image(), container.imageDigest());
    }
}
