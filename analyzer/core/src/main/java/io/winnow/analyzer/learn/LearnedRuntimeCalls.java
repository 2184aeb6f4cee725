// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.document.ContainerMetadata;

/** The runtime call sets that containers show, and their document in the store. */
final class LearnedRuntimeCalls {

    private final BaselineRepository store;
    private RuntimeCallSets sets;
    private boolean changed;

    LearnedRuntimeCalls(BaselineRepository store) {
        this.store = store;
        sets = store.loadRuntimeCalls();
    }

    RuntimeCallSets sets() {
        return sets;
    }

    /** What a snapshot shows goes to the runtime if the container is known, and waits with the slot owner if it is not. */
    void learn(SlotOwner slotOwner, Event.Snapshot snapshot) {
        snapshot.runtimeCalls().forEach((kind, numbers) -> {
            if (!numbers.isEmpty()) { // of a container that was found running nothing is known
                slotOwner.runtimeCalls(kind, new RuntimeCalls(numbers, snapshot.time(), snapshot.time()));
            }
        });
        slotOwner.container().ifPresent(container -> learn(slotOwner, container));
    }

    void learn(SlotOwner slotOwner, ContainerMetadata container) {
        if (container.runtime().name().isEmpty()) {
            return; // a command of ours, or a unit: no runtime that would have to pass a filter
        }
        RuntimeCallSets known = sets;
        slotOwner.runtimeCalls().forEach((kind, set) -> sets = sets.with(new RuntimeCallsKey(container.runtime(), kind), set));
        changed |= !known.equals(sets);
    }

    /** @throws StoreException if they cannot be written */
    void save() {
        if (changed) {
            store.saveRuntimeCalls(sets);
            changed = false;
        }
    }
}
