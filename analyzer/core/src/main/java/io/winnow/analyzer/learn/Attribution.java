// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes what events say to the workloads that they are about, and to the learners. */
final class Attribution implements Event.Visitor {

    /** A new one is a line here. */
    private static final List<BaselineLearner> LEARNERS = List.of(new ItemLearner(), new GrantLearner(), new FilterLearner(), new PauseLearner());

    private final LearningRules rules;
    private final SlotOwners slotOwners;
    private final WorkloadCache cache;
    private final LearnedRuntimeCalls runtimeCallSets;
    private final Gaps gaps;
    private final Reassignments reassignments;
    private final KnownFilters filters = new KnownFilters();
    private Optional<HostInfo> host;

    Attribution(
            LearningRules rules, SlotOwners slotOwners, WorkloadCache cache, LearnedRuntimeCalls runtimeCallSets, Gaps gaps,
            Reassignments reassignments, Optional<HostInfo> host) {
        this.rules = rules;
        this.slotOwners = slotOwners;
        this.cache = cache;
        this.runtimeCallSets = runtimeCallSets;
        this.gaps = gaps;
        this.reassignments = reassignments;
        this.host = host;
    }

    /** The host that the collector described last. */
    Optional<HostInfo> host() {
        return host;
    }

    @Override
    public void visit(Event.Observation observation) {
        owner(observation.slot()).ifPresent(slotOwner -> {
            String replica = slotOwner.container().map(container -> PlainText.of(container.id())).orElse("");
            add(slotOwner, evidence -> LEARNERS.forEach(learner -> learner.observation(observation, replica, evidence)));
        });
    }

    @Override
    public void visit(Event.Snapshot snapshot) {
        owner(snapshot.slot()).ifPresent(slotOwner -> snapshot(slotOwner, snapshot));
        slotOwners.prune(snapshot.time());
    }

    @Override
    public void visit(Event.ContainerChanged changed) {
        owner(changed.slot()).ifPresent(slotOwner -> container(slotOwner, changed.container()));
    }

    @Override
    public void visit(Event.CgroupRemoved removed) {
        slotOwners.removed(removed.slot(), removed.time());
    }

    @Override
    public void visit(Event.SessionStarted started) {
        gaps.session(started.session().epoch(), slotOwners.runningWorkloads());
        slotOwners.epoch(started.session().epoch(), this::brokenOff);
    }

    @Override
    public void visit(Event.LossReported reported) {
        gaps.exhausted(reported.report(), slotOwners.runningWorkloads());
        slotOwners.prune(reported.time()); // on an idle host nothing else comes
    }

    @Override
    public void visit(Event.HostDescribed described) {
        host = Optional.of(described.host());
    }

    @Override
    public void visit(Event.CallsProfiled profiled) {
        // what was called is learned from snapshots; how often is no part of a baseline
    }

    @Override
    public void visit(Event.ProgramRead read) {
        // a baseline knows programs by the string that started them
    }

    @Override
    public void visit(Event.Missed missed) {
        if (missed.state()) { // the next snapshot holds what of a missing record is state
            gaps.documentsMissing(missed.count(), slotOwners.runningWorkloads());
        }
    }

    @Override
    public void visit(Event.CgroupCreated created) {
        // the first thing that is done in it is learned, and its container has an event of its own
    }

    @Override
    public void visit(Event.StageChanged changed) {
        // the next snapshot holds it
    }

    @Override
    public void visit(Event.TraceCall call) {
        // the next snapshot holds what of it is state
    }

    private Optional<SlotOwner> owner(SlotId slot) {
        return slotOwners.at(slot, this::brokenOff);
    }

    private void snapshot(SlotOwner slotOwner, Event.Snapshot snapshot) {
        add(slotOwner, evidence -> LEARNERS.forEach(learner -> learner.snapshot(snapshot, slotOwner.container(), evidence)));
        slotOwner.workload().ifPresent(gaps::heard);
        if (snapshot.entrypoint() != 0) {
            runtimeCallSets.learn(slotOwner, snapshot);
        }
        if (snapshot.last()) {
            slotOwner.finish(snapshot.time());
        }
        if (snapshot.closesWindow() && rules.freeze().isPresent()) {
            slotOwner.workload().flatMap(cache::find).ifPresent(workload -> freezeByRule(workload, snapshot.time()));
        }
    }

    private void freezeByRule(LearningWorkload workload, long now) {
        if (!workload.frozen() && rules.freezes(workload.view(rules), now)) {
            workload.freeze(now, Decision.RULE, "");
        }
    }

    private void container(SlotOwner slotOwner, ContainerMetadata container) {
        if (!container.unidentified()) {
            identified(slotOwner, container);
        } else if (slotOwner.workload().isEmpty()) {
            slotOwners.removed(slotOwner.slot(), container.ended());
            gaps.unidentified(container, slotOwner.early().build(), slotOwners.runningWorkloads());
        }
        if (container.ended() != 0 && !slotOwner.finished() && slotOwner.workload().isPresent()) {
            brokenOff(slotOwner); // the last snapshot comes before this
            slotOwner.finish(container.ended());
        }
    }

    private void identified(SlotOwner slotOwner, ContainerMetadata container) {
        boolean fresh = slotOwner.workload().isEmpty();
        Optional<LearnedFilter> filter = filters.of(container.grants());
        Resolution resolution = reassignments.assign(slotOwner, container.withFilter(filter.map(LearnedFilter::digest).orElse("")));
        add(slotOwner, evidence -> {
            evidence.join(slotOwner.takeEarly());
            evidence.miss(GapReason.DOCUMENTS_MISSING, fresh && gaps.reaches(container.created()) ? 1 : 0);
            filter.ifPresent(evidence::underFilter);
            NamingLearner.learn(resolution, evidence);
            LEARNERS.forEach(learner -> learner.container(container, evidence));
        });
        runtimeCallSets.learn(slotOwner, container);
        slotOwner.workload().ifPresent(gaps::heard);
    }

    private void add(SlotOwner slotOwner, Consumer<BaselineBuilder> evidence) {
        slotOwner.workload().ifPresentOrElse(id -> cache.open(id).learn(evidence), () -> evidence.accept(slotOwner.early()));
    }

    /** It ended, its slot is another's, or its maps are gone, and its last snapshot never came. */
    private void brokenOff(SlotOwner slotOwner) {
        add(slotOwner, evidence -> evidence.miss(GapReason.UNFINISHED, 1));
    }
}
