// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.analyzer.workload.WorkloadSearch.ContainerName;
import java.util.Comparator;
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
        return read(find(name));
    }

    /**
     * The same, to look at; of several versions of one workload it is the newest.
     *
     * @throws FaultException as {@link #workload}
     */
    Workload newest(String name) {
        List<WorkloadId> found = search(name);
        boolean versions = found.stream().map(WorkloadId::name).distinct().count() == 1;
        return versions ? found.stream().map(this::read).max(Comparator.comparingLong(Workload::since)).orElseThrow() : workload(name);
    }

    /**
     * What a profile is wanted of.
     *
     * @throws FaultException as {@link #workload}
     */
    Workload wanted(String name, ProfileRequest request) {
        return request.everyVersion() ? EveryVersion.of(learner.versions().of(newest(name).id().name())) : workload(name);
    }

    /** @throws FaultException if there is none, or more than one */
    WorkloadId find(String name) {
        List<WorkloadId> found = search(name);
        if (found.size() > 1) {
            throw FaultException.conflict(WorkloadSearch.ambiguous(name, found));
        }
        return found.get(0);
    }

    private Workload read(WorkloadId id) {
        return learner.workload(id).orElseThrow(() -> FaultException.notFound("workload " + id + " cannot be read; the log says why"));
    }

    private List<WorkloadId> search(String name) {
        WorkloadSearch<WorkloadId> search = new WorkloadSearch<>();
        for (WorkloadId id : learner.ids()) {
            search.with(id, id, learner.containers(id).stream().map(container -> new ContainerName(container.id(), container.name())).toList());
        }
        List<WorkloadId> found = search.find(name);
        if (found.isEmpty()) {
            throw FaultException.notFound("no workload or running container is called \"" + name + "\": `winnow workloads` lists them");
        }
        return found;
    }
}
