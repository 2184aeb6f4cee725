// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.analyzer.workload.WorkloadSearch.ContainerName;
import java.util.List;

/** Finds the workload that a name means, among all that are known and their running containers. */
final class WorkloadFinder {

    private final Learner learner;

    WorkloadFinder(Learner learner) {
        this.learner = learner;
    }

    /**
     * The workload itself.
     *
     * @throws FaultException as {@link #find}, and if it cannot be read
     */
    Workload workload(String name) {
        WorkloadId id = find(name);
        return learner.workload(id).orElseThrow(() -> FaultException.notFound("workload " + id + " cannot be read; the log says why"));
    }

    /** @throws FaultException if there is none, or more than one */
    WorkloadId find(String name) {
        WorkloadSearch<WorkloadId> search = new WorkloadSearch<>();
        for (WorkloadId id : learner.ids()) {
            search.with(id, id, learner.containers(id).stream().map(container -> new ContainerName(container.id(), container.name())).toList());
        }
        List<WorkloadId> found = search.find(name);
        if (found.size() > 1) {
            throw FaultException.conflict(WorkloadSearch.ambiguous(name, found));
        }
        return found.stream().findFirst().orElseThrow(() -> FaultException.notFound(
                "no workload or running container is called \"" + name + "\": `winnow workloads` lists them"));
    }
}
