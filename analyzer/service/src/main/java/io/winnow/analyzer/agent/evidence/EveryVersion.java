// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.evidence;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** All versions of a workload taken as one: while an image is rolled out, pods of each start under one profile. */
public final class EveryVersion {

    private static final Comparator<Workload> AGE = Comparator.comparingLong(Workload::frozenAt).thenComparingLong(Workload::since);

    private EveryVersion() {}

    /**
     * What any of them does, under the name of the newest. If some are frozen, it is those that an operator has looked at, and the others are left out.
     *
     * @param versions of one workload, at least one
     */
    public static Workload of(List<Workload> versions) {
        boolean frozen = versions.stream().anyMatch(Workload::frozen);
        List<Workload> taken = versions.stream().filter(version -> version.frozen() == frozen).sorted(AGE).toList();
        Workload newest = taken.get(taken.size() - 1);
        return new Workload(newest.id(), newest.state(), joined(taken, Workload::baseline), joined(taken, Workload::pending), newest.frozenAt(), newest.decisions());
    }

    /** The same without the digest of an image: it is for all. */
    public static Workload unnamed(Workload workload) {
        return new Workload(
                new WorkloadId(workload.id().name(), ""), workload.state(), workload.baseline(), workload.pending(), workload.frozenAt(), workload.decisions());
    }

    private static Baseline joined(List<Workload> versions, Function<Workload, Baseline> part) {
        return versions.stream().map(part).reduce(Baseline.EMPTY, Baseline::join);
    }
}
