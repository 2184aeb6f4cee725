// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The workloads: those that were used last in memory, all on disk. */
final class WorkloadBook {

    /** Some tens of megabytes. */
    static final int MOST_LOADED = 256;

    private final BaselineStore store;
    private final LearningRules rules;
    private final TreeSet<WorkloadId> ids;
    private final Map<WorkloadId, LearningWorkload> loaded = new LinkedHashMap<>(16, 0.75f, true);

    WorkloadBook(BaselineStore store, LearningRules rules) {
        this.store = store;
        this.rules = rules;
        ids = new TreeSet<>(store.list());
    }

    List<WorkloadId> ids() {
        return List.copyOf(ids);
    }

    Optional<LearningWorkload> find(WorkloadId id) {
        return ids.contains(id) ? Optional.of(open(id)) : Optional.empty();
    }

    /** The workload of that name, a new one where there is none. */
    LearningWorkload open(WorkloadId id) {
        LearningWorkload known = loaded.get(id);
        if (known != null) {
            return known;
        }
        Supplier<LearningWorkload> fresh = () -> new LearningWorkload(id);
        LearningWorkload opened = ids.add(id) ? fresh.get() : store.load(id).map(LearningWorkload::new).orElseGet(fresh);
        loaded.put(id, opened);
        makeRoom();
        return opened;
    }

    void saveChanged() {
        List<LearningWorkload> changed = new ArrayList<>(loaded.values());
        changed.stream().filter(LearningWorkload::changed).forEach(this::save);
    }

    private void makeRoom() {
        Iterator<LearningWorkload> eldest = loaded.values().iterator();
        while (loaded.size() > MOST_LOADED) {
            LearningWorkload workload = eldest.next();
            if (workload.changed()) {
                save(workload); // ahead of the checkpoint: told again, it comes to the same
            }
            eldest.remove();
        }
    }

    private void save(LearningWorkload workload) {
        store.save(workload.view(rules));
        workload.stored();
    }
}
