// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * The one rule for what a name on the command line means. A name is, in this order: a workload's short id; its id as it is listed; its name,
 * which the revisions of an image share; the id or the name of one of its containers; the start of any of these. A container that is called
 * like another workload's short id does not hide that workload.
 *
 * @param <T> what is looked for
 */
public final class WorkloadSearch<T> {

    /** What of an ambiguous name is listed. */
    private static final int MAX_LISTED = 10;

    private static final List<BiPredicate<Candidate<?>, String>> RULES = List.of(
            (candidate, name) -> candidate.workload().shortId().equals(name),
            (candidate, name) -> candidate.workload().toString().equals(name),
            (candidate, name) -> candidate.workload().name().equals(name),
            (candidate, name) -> candidate.containers().stream().anyMatch(container -> container.isCalled(name)),
            WorkloadSearch::startsWith);

    /** A container by its id and its name: untrusted text. */
    public record ContainerName(String id, String name) {

        boolean isCalled(String text) {
            return id.equals(text) || name.equals(text);
        }

        boolean startsWith(String text) {
            return id.startsWith(text) || name.startsWith(text);
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

    private static boolean startsWith(Candidate<?> candidate, String start) {
        return candidate.workload().shortId().startsWith(start)
                || candidate.workload().toString().startsWith(start)
                || candidate.containers().stream().anyMatch(container -> container.startsWith(start));
    }

    /** The message for a name that means several workloads: it lists their short ids, each of which means one. */
    public static String ambiguous(String name, List<WorkloadId> found) {
        String listed = found.stream().limit(MAX_LISTED).map(id -> id.shortId() + " (" + id + ")").collect(Collectors.joining(", "));
        String others = found.size() > MAX_LISTED ? " and " + (found.size() - MAX_LISTED) + " others" : "";
        return "\"" + name + "\" may be any of " + listed + others + ": give the short id, or more of the name";
    }
}
