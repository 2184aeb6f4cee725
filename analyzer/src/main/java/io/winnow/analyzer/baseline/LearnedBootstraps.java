// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.record.ContainerMetadata;

/** The bootstrap sets that containers show, and their document in the store. */
final class LearnedBootstraps {

    private final BaselineStore store;
    private BootstrapSets sets;
    private boolean changed;

    LearnedBootstraps(BaselineStore store) {
        this.store = store;
        sets = store.loadBootstrap();
    }

    BootstrapSets sets() {
        return sets;
    }

    /** What a snapshot shows goes to the runtime if the container is known, and waits with the tenant if it is not. */
    void learn(Tenant tenant, Event.Snapshot snapshot) {
        snapshot.bootstrap().forEach((kind, numbers) -> {
            if (!numbers.isEmpty()) { // of a container that was found running nothing is known
                tenant.bootstrap(kind, new BootstrapSet(numbers, snapshot.time(), snapshot.time()));
            }
        });
        tenant.container().ifPresent(container -> learn(tenant, container));
    }

    void learn(Tenant tenant, ContainerMetadata container) {
        if (container.runtime().name().isEmpty()) {
            return; // a command of ours, or a unit: no runtime that would have to pass a filter
        }
        BootstrapSets known = sets;
        tenant.bootstrap().forEach((kind, set) -> sets = sets.with(new BootstrapKey(container.runtime(), kind), set));
        changed |= !known.equals(sets);
    }

    /** @throws StoreException if they cannot be written */
    void save() {
        if (changed) {
            store.saveBootstrap(sets);
            changed = false;
        }
    }
}
