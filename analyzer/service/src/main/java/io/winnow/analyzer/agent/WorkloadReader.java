// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Reads any number of workloads on other threads than the analyzer's, which only hands out what is in memory, a few at a time; what is not is read
 * from the disk, as many at once as there are processors.
 */
final class WorkloadReader {

    /** Workloads that are handed out between two turns of the analyzer. */
    private static final int SLICE = 16;

    private final Analyzer analyzer;

    WorkloadReader(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    /** @param receiver gets each id in turn; with nothing if its workload cannot be read: the log says why */
    void read(List<WorkloadId> ids, BiConsumer<WorkloadId, Optional<Workload>> receiver) {
        Learner learner = analyzer.learner();
        for (int from = 0; from < ids.size(); from += SLICE) {
            List<WorkloadId> slice = ids.subList(from, Math.min(ids.size(), from + SLICE));
            List<Optional<Workload>> loaded = analyzer.ask(() -> slice.stream().map(learner::loaded).toList()).join();
            List<Optional<Workload>> found = IntStream.range(0, slice.size()).parallel()
                    .mapToObj(i -> loaded.get(i).or(() -> learner.stored(slice.get(i)))).toList();
            for (int i = 0; i < slice.size(); i++) {
                receiver.accept(slice.get(i), found.get(i));
            }
        }
    }
}
