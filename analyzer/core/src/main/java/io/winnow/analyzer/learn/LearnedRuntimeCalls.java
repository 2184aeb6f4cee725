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
    /** As the store has them; one thread at a time writes them. */
    private volatile RuntimeCallSets saved;

    LearnedRuntimeCalls(BaselineRepository store) {
        this.store = store;
        sets = store.loadRuntimeCalls();
        saved = sets;
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
        slotOwner.runtimeCalls().forEach((kind, set) -> sets = sets.with(new RuntimeCallsKey(container.runtime(), kind), set));
    }

    /**
     * What there is to write, for any thread; it fails with a {@link StoreException} if it cannot be written. What comes meanwhile is written the next
     * time.
     */
    Runnable toBeSaved() {
        RuntimeCallSets now = sets;
        return () -> {
            if (!now.equals(saved)) {
                store.saveRuntimeCalls(now);
                saved = now;
            }
        };
    }
}
