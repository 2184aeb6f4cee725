// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Saves workloads, one after the other: none overtakes an earlier one, so that the newest is what stays. The caller waits for what it {@link #save}s,
 * and for nothing that it {@link #begin}s. For one thread.
 */
final class WorkloadWriter {

    private final BaselineRepository store;
    /** What another thread writes, or wrote last. */
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
    private LearningWorkload inFlight;

    WorkloadWriter(BaselineRepository store) {
        this.store = store;
    }

    /** @throws StoreException if it cannot be written; it counts as changed then */
    void save(LearningWorkload workload, Workload view) {
        settle();
        store.save(view);
        workload.stored();
    }

    /**
     * Has another thread save it. Until the next call here the workload must stay in memory: if it cannot be written, it counts as changed again.
     *
     * @return completes when it is saved, or fails with a {@link StoreException}
     */
    CompletableFuture<Void> begin(LearningWorkload workload, Workload view, Executor executor) {
        settle();
        workload.stored();
        inFlight = workload;
        writing = CompletableFuture.runAsync(() -> store.save(view), executor);
        return writing;
    }

    /** Whether it is being written, or could not be and nothing has noted it yet. */
    boolean writes(WorkloadId id) {
        return inFlight != null && inFlight.id().equals(id) && !(writing.isDone() && !writing.isCompletedExceptionally());
    }

    /** Waits until nothing is being written. */
    void settle() {
        try {
            writing.join();
        } catch (CompletionException e) {
            inFlight.unsaved();
        }
        writing = CompletableFuture.completedFuture(null);
        inFlight = null;
    }
}
