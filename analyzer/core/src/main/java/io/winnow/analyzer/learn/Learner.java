// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.record.Item;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Turns events into baselines and keeps them on disk. All evidence is joined, so that a repeated event, after a crash or by a snapshot
 * that repeats what an observation said, makes no difference. For one thread.
 */
public final class Learner {

    private final BaselineRepository store;
    private final LearningRules rules;
    private final LongSupplier clock;
    private final IngestState start;
    private final ProvisionalNames names;
    private final SlotOwners slotOwners;
    private final WorkloadCache cache;
    private final LearnedRuntimeCalls runtimeCallSets;
    private final Gaps gaps;
    private final Reassignments reassignments;
    private final Versions versions;
    private final Attribution attribution;

    /**
     * Goes on where the store's checkpoint is.
     *
     * @param clock wall time, nanoseconds since 1970
     * @throws StoreException if the store cannot be read
     */
    public Learner(BaselineRepository store, LearningRules rules, LongSupplier clock) {
        this(store, rules, clock, rules.grouping());
    }

    /**
     * The same, with names that may come late.
     *
     * @param resolver names the workloads of containers
     */
    public Learner(BaselineRepository store, LearningRules rules, LongSupplier clock, WorkloadResolver resolver) {
        this.store = store;
        this.rules = rules;
        this.clock = clock;
        Checkpoint checkpoint = store.loadCheckpoint();
        start = checkpoint.ingest();
        cache = new WorkloadCache(store, rules, clock);
        names = new ProvisionalNames(resolver, cache::confirmed, checkpoint.learner().provisional());
        slotOwners = new SlotOwners(checkpoint.learner().slotOwners(), checkpoint.learner().unattributed(), names::atStart);
        versions = new Versions(cache, rules, slotOwners);
        runtimeCallSets = new LearnedRuntimeCalls(store);
        gaps = new Gaps(cache, checkpoint.learner().gaps());
        reassignments = new Reassignments(store, cache, slotOwners, rules, names);
        attribution = new Attribution(rules, slotOwners, cache, runtimeCallSets, gaps, reassignments, checkpoint.learner().host());
    }

    /** Where reading of the queue goes on. */
    public IngestState start() {
        return start;
    }

    public void learn(Event event) {
        gaps.pass(event.time());
        event.accept(attribution);
    }

    /** Has what was learned under provisional names follow the final ones, as far as the resolver knows those by now; says how many came. */
    public int renameArrived() {
        return reassignments.renameArrived();
    }

    /**
     * Records the present state, for {@link #store} to write once nothing before it is in flight any more.
     *
     * @param ingest the ingest's state after the last event that was accepted
     */
    public Checkpoint mark(IngestState ingest) {
        cache.mark();
        return new Checkpoint(ingest, new LearnerState(slotOwners.states(), gaps.state(), names.state(), slotOwners.unattributed(), attribution.host()));
    }

    /**
     * Has one of the workloads stored that had changed at the last {@link #mark}; empty if there is none. What it learned since is stored too, and
     * learned again after a restart: learning twice is learning once.
     *
     * @param executor writes it while this thread goes on
     * @return fails with a {@link StoreException} if it cannot be written; the workload counts as changed then
     */
    public Optional<CompletableFuture<Void>> storeNext(Executor executor) {
        return cache.saveMarked(executor);
    }

    /**
     * Has the recorded state stored, once all workloads are. Who holds which slot is stored as it was then, so that an event that is read again goes to
     * the same owner.
     *
     * @return fails with a {@link StoreException} if it cannot be written; the store is then as it was, or ahead of its checkpoint
     */
    public CompletableFuture<Void> store(Checkpoint checkpoint, Executor executor) {
        Runnable runtimeCalls = runtimeCallSets.toBeSaved();
        reassignments.forgetLeft(clock.getAsLong());
        return CompletableFuture.runAsync(() -> {
            runtimeCalls.run();
            store.saveCheckpoint(checkpoint);
        }, executor);
    }

    /** Stores all that is to be stored, and waits for it. @throws StoreException as {@link #store(Checkpoint, Executor)} */
    public void store(Checkpoint checkpoint) {
        try {
            for (Optional<CompletableFuture<Void>> next = storeNext(Runnable::run); next.isPresent(); next = storeNext(Runnable::run)) {
                next.get().join();
            }
            store(checkpoint, Runnable::run).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException failure) {
                throw failure;
            }
            throw e;
        }
    }

    public List<WorkloadId> ids() {
        return cache.ids();
    }

    public Optional<Workload> workload(WorkloadId id) {
        return cache.find(id).map(workload -> workload.view(rules));
    }

    /** Without loading it. */
    public boolean frozen(WorkloadId id) {
        return cache.frozen(id);
    }

    /** The workload if it is in memory. Of one that is not, {@link #stored} returns the same. */
    public Optional<Workload> loaded(WorkloadId id) {
        return cache.loaded(id).map(workload -> workload.view(rules));
    }

    /** The workload as it was stored last; empty if it cannot be read. May be asked by any thread. */
    public Optional<Workload> stored(WorkloadId id) {
        return store.look(id).map(workload -> workload.frozen() ? workload
                : new Workload(id, rules.state(workload.baseline()), workload.baseline(), workload.pending(), 0, workload.decisions()));
    }

    /** Whether the name of the workload is still to come. */
    public boolean provisional(WorkloadId id) {
        return names.isProvisional(id);
    }

    /** A number that is another one after each change of a workload; it means nothing to another process. −1 if there is no such workload. */
    public long revision(WorkloadId id) {
        return cache.revision(id);
    }

    /** How many containers run, by workload; those without are left out. */
    public Map<WorkloadId, Integer> running() {
        return slotOwners.runningByWorkload();
    }

    /**
     * Freezes a baseline; harmless if it is frozen.
     *
     * @param by who decided it
     * @param force freezes it whatever it lacks, and records what that was
     * @throws NoSuchElementException if there is no such workload
     * @throws NotReadyException if it lacks something and force is not given
     */
    public Workload freeze(WorkloadId id, String by, boolean force) {
        return change(id, workload -> workload.freezeIfReady(rules, clock.getAsLong(), by, force));
    }

    /** Freezes another's frozen baseline as this workload's: see {@link LearningWorkload#startFrom}. @throws NoSuchElementException if this is not known */
    public Workload startFrom(WorkloadId id, Workload other, String by) {
        return change(id, workload -> workload.startFrom(other, clock.getAsLong(), by));
    }

    public Versions versions() {
        return versions;
    }

    /** Takes some of what was held for review into a frozen baseline. @param note what, in words, and why @throws NoSuchElementException if it is not known */
    public Workload approve(WorkloadId id, Predicate<Item> chosen, String by, String note) {
        return change(id, workload -> workload.approve(chosen, clock.getAsLong(), by, note));
    }

    /** Has some of that stay outside the baseline; otherwise as {@link #approve}. */
    public Workload reject(WorkloadId id, Predicate<Item> chosen, String by, String note) {
        return change(id, workload -> workload.reject(chosen, clock.getAsLong(), by, note));
    }

    /** Lets a frozen workload learn again, from its baseline and what was held for review and not rejected; harmless if it is not frozen. */
    public Workload thaw(WorkloadId id, String by) {
        return change(id, workload -> workload.thaw(clock.getAsLong(), by));
    }

    /** Takes over what was decided for all hosts together, see {@link LearningWorkload#follow}; false if that was known, or the workload is not. */
    public boolean follow(Workload decided) {
        boolean behind = cache.find(decided.id()).filter(workload -> workload.isBehind(decided)).isPresent();
        if (behind) {
            change(decided.id(), workload -> workload.follow(decided));
        }
        return behind;
    }

    /**
     * Removes a workload and its document, and records that. What its containers do from now on is learned anew.
     *
     * @param by who decided it
     * @param note what was overruled
     * @throws NoSuchElementException if there is no such workload
     * @throws StoreException if that cannot be written down; nothing has changed then
     */
    public Workload forget(WorkloadId id, String by, String note) {
        Workload workload = workload(id).orElseThrow(() -> unknown(id));
        cache.forget(workload, new Decision(clock.getAsLong(), Decision.Action.FORGET, by, workload.baseline().items().size(), note));
        return workload;
    }

    /** Workloads that are not frozen, have no container, and were last written so long ago. */
    public List<WorkloadId> idle(Duration time) {
        Map<WorkloadId, Integer> running = running();
        return cache.unchangedSince(clock.getAsLong() - time.toNanos()).stream().filter(id -> !running.containsKey(id)).toList();
    }

    /** The container that holds a slot, as far as it is known. */
    public Optional<ContainerMetadata> container(SlotId slot) {
        return slotOwners.find(slot).flatMap(SlotOwner::container);
    }

    /** The workload of the container that holds a slot. */
    public Optional<WorkloadId> workloadOf(SlotId slot) {
        return slotOwners.find(slot).flatMap(SlotOwner::workload);
    }

    /** Hands out each running container with its workload. */
    public void eachRunning(BiConsumer<ContainerMetadata, WorkloadId> receiver) {
        slotOwners.eachRunning(receiver);
    }

    /** The running containers of a workload. */
    public List<ContainerMetadata> containers(WorkloadId id) {
        return slotOwners.running(id);
    }

    public RuntimeCallSets runtimeCallSets() {
        return runtimeCallSets.sets();
    }

    /** What the host gives its containers; empty until a collector has described it. */
    public Optional<HostInfo> host() {
        return attribution.host();
    }

    /** Slots that did something and whose container never became known: cgroups of the host among them. */
    public long unattributed() {
        return slotOwners.unattributed();
    }

    /** @throws StoreException if it cannot be written down; nothing has changed then */
    private Workload change(WorkloadId id, Consumer<LearningWorkload> change) {
        LearningWorkload workload = cache.find(id).orElseThrow(() -> unknown(id));
        Workload before = workload.view(rules);
        try {
            change.accept(workload);
            cache.saveChanged();
            store.sync();
        } catch (StoreException e) {
            workload.restore(before); // what a restart would not know is not decided
            throw e;
        }
        return workload.view(rules);
    }

    private static NoSuchElementException unknown(WorkloadId id) {
        return new NoSuchElementException("workload " + id + " is not known: `winnow workloads` lists those that are");
    }
}
