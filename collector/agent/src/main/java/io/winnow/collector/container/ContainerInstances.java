// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The containers that there are, and those that there were until a while ago: questions about them come late. */
final class ContainerInstances {

    static final Duration REMEMBERED = Duration.ofSeconds(60);
    static final int MAX_ENDED = 4096;

    private record Ended(ContainerInstance instance, long wallTime) {}

    private final Map<Path, ContainerInstance> current = new HashMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final Map<String, Set<ContainerInstance>> byId = new HashMap<>();
    private final Map<String, Set<ContainerInstance>> byPath = new HashMap<>();
    private final Map<Long, ContainerInstance> byCgroup = new HashMap<>();

    Optional<ContainerInstance> in(Path directory) {
        return Optional.ofNullable(current.get(directory));
    }

    ContainerInstance begin(Path directory) {
        ContainerInstance instance = new ContainerInstance(directory);
        current.put(directory, instance);
        put(byId, instance.id(), instance);
        return instance;
    }

    void learn(ContainerInstance instance, RuntimeEntry read, long round) {
        instance.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, instance));
        instance.learn(read, round);
        instance.entry().flatMap(RuntimeEntry::path).ifPresent(path -> put(byPath, path, instance));
    }

    void forget(ContainerInstance instance) {
        instance.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, instance));
        instance.forget();
    }

    void bind(ContainerInstance instance, long cgroupId) {
        byCgroup.remove(instance.cgroupId(), instance);
        instance.bind(cgroupId);
        byCgroup.put(cgroupId, instance);
    }

    void end(ContainerInstance instance, long wallTime) {
        if (current.remove(instance.directory(), instance)) {
            instance.end(wallTime);
            ended.add(new Ended(instance, wallTime));
        }
    }

    /** Forgets the instances that no question will be about any more. */
    void prune(long wallTime) {
        while (!ended.isEmpty()
                && (ended.size() > MAX_ENDED || wallTime - ended.peek().wallTime() > REMEMBERED.toNanos())) {
            ContainerInstance instance = ended.remove().instance();
            remove(byId, instance.id(), instance);
            instance.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, instance));
            byCgroup.remove(instance.cgroupId(), instance);
        }
    }

    /** The one whose cgroup that is. */
    Optional<ContainerInstance> boundTo(long cgroupId) {
        return Optional.ofNullable(byCgroup.get(cgroupId));
    }

    /** Those that a cgroup with this path may belong to. */
    List<ContainerInstance> candidates(String path) {
        Set<ContainerInstance> found = new LinkedHashSet<>(byPath.getOrDefault(path, Set.of()));
        for (String id : CgroupPaths.namesIn(path.substring(path.lastIndexOf('/') + 1))) {
            found.addAll(byId.getOrDefault(id, Set.of()));
        }
        return found.stream().filter(instance -> instance.mayOwn(path)).toList();
    }

    /** How many are known. */
    int size() {
        return byId.values().stream().mapToInt(Collection::size).sum();
    }

    private static void put(Map<String, Set<ContainerInstance>> index, String key, ContainerInstance instance) {
        index.computeIfAbsent(key, none -> new LinkedHashSet<>()).add(instance);
    }

    private static void remove(Map<String, Set<ContainerInstance>> index, String key, ContainerInstance instance) {
        index.computeIfPresent(key, (same, instances) -> {
            instances.remove(instance);
            return instances.isEmpty() ? null : instances;
        });
    }
}
