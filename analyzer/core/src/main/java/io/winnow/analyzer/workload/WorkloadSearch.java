// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The one rule for what a name on the command line means. A name is, in this order: a workload's short id; its id as it is listed; its name,
 * which the revisions of an image share; the id of one of its containers, the container's name, or the first {@value #SHORTEST_START}
 * characters or more of its id. A container that is called like another workload's short id does not hide that workload.
 *
 * @param <T> what is looked for
 */
public final class WorkloadSearch<T> {

    private static final int SHORTEST_START = 12;

    private static final List<BiPredicate<Candidate<?>, String>> RULES = List.of(
            (candidate, name) -> candidate.workload().shortId().equals(name),
            (candidate, name) -> candidate.workload().toString().equals(name),
            (candidate, name) -> candidate.workload().name().equals(name),
            (candidate, name) -> candidate.containers().stream().anyMatch(container -> container.isCalled(name)));

    /** A container by its id and its name: untrusted text. */
    public record ContainerName(String id, String name) {

        boolean isCalled(String text) {
            return id.equals(text) || name.equals(text) || text.length() >= SHORTEST_START && id.startsWith(text);
        }
    }

    private record Candidate<T>(T value, WorkloadId workload, List<ContainerName> containers) {}

    private final List<Candidate<T>> candidates = new ArrayList<>();

    /** @param containers that the workload is known to run in */
    public WorkloadSearch<T> with(T value, WorkloadId workload, List<ContainerName> containers) {
        candidates.add(new Candidate<>(value, workload, List.copyOf(containers)));
        return this;
    }

    /** What the name means: nothing, one thing, or several if the name is ambiguous. An empty name means nothing. */
    public List<T> find(String name) {
        if (name.isBlank()) {
            return List.of();
        }
        return RULES.stream()
                .map(rule -> candidates.stream().filter(candidate -> rule.test(candidate, name)).map(Candidate::value).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The message for a name that means several workloads: it lists their short ids, each of which means one. */
    public static String ambiguous(String name, List<WorkloadId> found) {
        return "\"" + name + "\" may be any of "
                + found.stream().map(id -> id.shortId() + " (" + id + ")").collect(Collectors.joining(", ")) + ": give the short id";
    }
}
