// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Learner;
import io.winnow.analyzer.baseline.WorkloadId;
import io.winnow.analyzer.http.ProblemException;
import io.winnow.collector.record.ContainerMetadata;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the workload that a name means: its id as it is listed, its name where only one revision has it, or the id (or its first twelve
 * characters) or name of one of its running containers.
 */
final class WorkloadFinder {

    private static final int SHORT_ID = 12;

    private final Learner learner;

    WorkloadFinder(Learner learner) {
        this.learner = learner;
    }

    /** @throws ProblemException where there is none, or more than one */
    WorkloadId find(String name) {
        List<WorkloadId> ids = learner.ids();
        List<Predicate<WorkloadId>> ways = List.of(
                id -> id.toString().equals(name), id -> id.name().equals(name), id -> learner.containers(id).stream().anyMatch(c -> named(c, name)));
        for (Predicate<WorkloadId> way : ways) {
            List<WorkloadId> found = ids.stream().filter(way).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1) {
                throw ProblemException.conflict("\"" + name + "\" may be any of "
                        + found.stream().map(WorkloadId::toString).collect(Collectors.joining(", ")) + ": give the whole id");
            }
        }
        throw ProblemException.notFound("no workload or running container is called \"" + name + "\": `winnow workloads` lists them");
    }

    private static boolean named(ContainerMetadata container, String name) {
        return container.id().equals(name) || container.name().equals(name) || name.length() >= SHORT_ID && container.id().startsWith(name);
    }
}
