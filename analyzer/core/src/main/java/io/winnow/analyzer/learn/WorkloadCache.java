// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The workloads: those that were used last in memory, all on disk. In memory is what two limits allow, and the one in use. */
final class WorkloadCache {

    static final int MAX_LOADED = 256;

    /** Bytes, by estimate: a third of the heap. A usual workload takes some hundred kilobytes, one that wants to be large takes megabytes. */
    static final long MAX_WEIGHT = 128L << 20;

    private final BaselineRepository store;
    private final WorkloadWriter writer;
    private final LearningRules rules;
    private final LongSupplier clock;
    private final TreeMap<WorkloadId, Evicted> evicted = new TreeMap<>();
    private long forgottenChanges;
    /** Those that had changed when a checkpoint was taken, and may not be saved yet. */
    private final Queue<WorkloadId> marked = new ArrayDeque<>();
    private final Map<WorkloadId, LearningWorkload> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<WorkloadId, Weight> weights = new HashMap<>();
    private long weight;
    /** The last that was opened: it may have grown since. */
    private WorkloadId inUse;

    /**
     * What is known of a workload that is not loaded.
     *
     * @param changes before it was loaded last
     */
    private record Evicted(long changes, boolean frozen) {}

    /**
     * What a loaded workload takes.
     *
     * @param changes that it had when it was weighed
     */
    private record Weight(long changes, long bytes) {}

    /** @param clock wall time, nanoseconds since 1970 */
    WorkloadCache(BaselineRepository store, LearningRules rules, LongSupplier clock) {
        this.store = store;
        this.writer = new WorkloadWriter(store);
        this.rules = rules;
        this.clock = clock;
        store.heads().forEach(head -> evicted.put(head.id(), new Evicted(0, head.frozen())));
    }

    List<WorkloadId> ids() {
        return List.copyOf(evicted.keySet());
    }

    Optional<LearningWorkload> find(WorkloadId id) {
        return evicted.containsKey(id) ? Optional.of(open(id)) : Optional.empty();
    }

    /** Whether the orchestrator said that there is such a workload. */
    boolean confirmed(WorkloadId id) {
        return find(id).filter(LearningWorkload::confirmed).isPresent();
    }

    /** One that is in memory now. */
    Optional<LearningWorkload> loaded(WorkloadId id) {
        return Optional.ofNullable(loaded.get(id));
    }

    /** A number that is another one after each change; it means nothing to another process. −1 if there is no such workload. */
    long revision(WorkloadId id) {
        LearningWorkload workload = loaded.get(id);
        Evicted known = evicted.get(id);
        return known == null ? -1 : known.changes() + (workload == null ? 0 : workload.changes());
    }

    /** Without loading it. */
    boolean frozen(WorkloadId id) {
        LearningWorkload workload = loaded.get(id);
        return workload == null ? evicted.containsKey(id) && evicted.get(id).frozen() : workload.frozen();
    }

    /** The workload of that name, a new one if there is none. */
    LearningWorkload open(WorkloadId id) {
        weigh();
        inUse = id;
        LearningWorkload known = loaded.get(id);
        if (known != null) {
            evict();
            return known;
        }
        boolean isNew = evicted.putIfAbsent(id, new Evicted(forgottenChanges, false)) == null;
        LearningWorkload opened = isNew ? begin(id) : store.load(id).map(LearningWorkload::new).orElseGet(() -> new LearningWorkload(id));
        loaded.put(id, opened);
        weigh();
        evict();
        return opened;
    }

    /** A new one, as its cluster has decided about it. A version whose digest is not known may be one that is known already: it starts from nothing. */
    private LearningWorkload begin(WorkloadId id) {
        LearningWorkload workload = new LearningWorkload(id);
        store.decided(id).ifPresent(workload::follow);
        if (rules.startFrozen() && !id.revision().isEmpty()) {
            newestFrozen(id.name()).ifPresent(before -> workload.startFrom(before, clock.getAsLong(), Decision.RULE));
        }
        return workload;
    }

    /** The versions of a workload. */
    List<WorkloadId> versions(String name) {
        return evicted.tailMap(new WorkloadId(name, "")).keySet().stream().takeWhile(id -> id.name().equals(name)).toList();
    }

    private Optional<Workload> newestFrozen(String name) {
        return versions(name).stream()
                .filter(this::frozen)
                .flatMap(id -> loaded(id).map(workload -> workload.view(rules)).or(() -> store.look(id)).stream())
                .max(Comparator.comparingLong(Workload::since));
    }

    /**
     * Versions that are more than are kept of one workload: those that changed longest ago. The newest of its frozen ones is kept in any case.
     *
     * @param kept of each workload
     */
    List<WorkloadId> surplus(int kept) {
        List<WorkloadId> surplus = new ArrayList<>();
        evicted.keySet().stream().collect(Collectors.groupingBy(WorkloadId::name)).forEach((name, versions) -> {
            if (versions.size() > kept) {
                Optional<WorkloadId> start = newestFrozen(name).map(Workload::id);
                versions.stream()
                        .sorted(Comparator.comparingLong((WorkloadId id) -> store.savedAt(id).orElse(Long.MAX_VALUE)).reversed())
                        .skip(kept)
                        .filter(id -> start.filter(id::equals).isEmpty())
                        .forEach(surplus::add);
            }
        });
        return surplus;
    }

    /** Removes it, in memory and on disk. One that comes under the same name later is a new one, with other revisions. */
    void forget(Workload workload, Decision decision) {
        writer.settle();
        store.forget(workload, decision);
        forgottenChanges = Math.max(forgottenChanges, revision(workload.id())) + 1;
        unload(workload.id());
        evicted.remove(workload.id());
    }

    /** Those that are not frozen, and that nothing has changed since. */
    List<WorkloadId> unchangedSince(long wallTime) {
        return evicted.keySet().stream()
                .filter(id -> !frozen(id) && !writer.writes(id) && loaded(id).filter(LearningWorkload::changed).isEmpty())
                .filter(id -> store.savedAt(id).filter(saved -> saved < wallTime).isPresent())
                .toList();
    }

    void saveChanged() {
        writer.settle();
        List<LearningWorkload> changed = new ArrayList<>(loaded.values());
        changed.stream().filter(LearningWorkload::changed).forEach(this::save);
    }

    /** From now on {@link #saveMarked} saves what has changed up to here. */
    void mark() {
        writer.settle();
        marked.clear();
        loaded.values().stream().filter(LearningWorkload::changed).map(LearningWorkload::id).forEach(marked::add);
    }

    /** Has one of the workloads saved that had changed at the mark and are not saved yet; empty if there is none. */
    Optional<CompletableFuture<Void>> saveMarked(Executor executor) {
        writer.settle();
        for (WorkloadId id = marked.poll(); id != null; id = marked.poll()) {
            LearningWorkload workload = loaded.get(id);
            if (workload != null && workload.changed()) {
                return Optional.of(writer.begin(workload, workload.view(rules), executor));
            }
        }
        return Optional.empty();
    }

    /** What cannot be stored now stays in memory: the next checkpoint says why, and waits until it can. */
    private void evict() {
        Iterator<LearningWorkload> eldest = loaded.values().iterator();
        while ((loaded.size() > MAX_LOADED || weight > MAX_WEIGHT) && eldest.hasNext()) {
            LearningWorkload workload = eldest.next();
            if (workload.id().equals(inUse) || writer.writes(workload.id()) || workload.changed() && !saved(workload)) {
                return;
            }
            evicted.compute(workload.id(), (id, before) -> new Evicted(before.changes() + workload.changes(), workload.frozen()));
            eldest.remove();
            weight -= weights.remove(workload.id()).bytes();
        }
    }

    private void weigh() {
        LearningWorkload workload = inUse == null ? null : loaded.get(inUse);
        Weight before = weights.getOrDefault(inUse, new Weight(-1, 0));
        if (workload != null && workload.changes() != before.changes()) {
            Weight now = new Weight(workload.changes(), workload.weight());
            weights.put(inUse, now);
            weight += now.bytes() - before.bytes();
        }
    }

    private void unload(WorkloadId id) {
        if (loaded.remove(id) != null) {
            weight -= weights.remove(id).bytes();
        }
    }

    /** Ahead of the checkpoint: the same evidence again changes nothing. */
    private boolean saved(LearningWorkload workload) {
        try {
            save(workload);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private void save(LearningWorkload workload) {
        writer.save(workload, workload.view(rules));
    }
}
