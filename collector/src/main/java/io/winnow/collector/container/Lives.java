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
final class Lives {

    static final Duration REMEMBERED = Duration.ofSeconds(60);
    static final int MOST_ENDED = 4096;

    private record Ended(Life life, long wallTime) {}

    private final Map<Path, Life> current = new HashMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();
    private final Map<String, Set<Life>> byId = new HashMap<>();
    private final Map<String, Set<Life>> byPath = new HashMap<>();
    private final Map<Long, Life> byCgroup = new HashMap<>();

    Optional<Life> in(Path directory) {
        return Optional.ofNullable(current.get(directory));
    }

    Life begin(Path directory) {
        Life life = new Life(directory);
        current.put(directory, life);
        put(byId, life.id(), life);
        return life;
    }

    void learn(Life life, RuntimeEntry read, long round) {
        life.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, life));
        life.learn(read, round);
        life.entry().flatMap(RuntimeEntry::path).ifPresent(path -> put(byPath, path, life));
    }

    void forget(Life life) {
        life.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, life));
        life.forget();
    }

    void bind(Life life, long cgroupId) {
        byCgroup.remove(life.cgroupId(), life);
        life.bind(cgroupId);
        byCgroup.put(cgroupId, life);
    }

    void end(Life life, long wallTime) {
        if (current.remove(life.directory(), life)) {
            life.end(wallTime);
            ended.add(new Ended(life, wallTime));
        }
    }

    /** Lets go of what nobody will ask about any more. */
    void prune(long wallTime) {
        while (!ended.isEmpty()
                && (ended.size() > MOST_ENDED || wallTime - ended.peek().wallTime() > REMEMBERED.toNanos())) {
            Life life = ended.remove().life();
            remove(byId, life.id(), life);
            life.entry().flatMap(RuntimeEntry::path).ifPresent(path -> remove(byPath, path, life));
            byCgroup.remove(life.cgroupId(), life);
        }
    }

    /** The one whose cgroup that is. */
    Optional<Life> boundTo(long cgroupId) {
        return Optional.ofNullable(byCgroup.get(cgroupId));
    }

    /** Those that a cgroup with this path may belong to. */
    List<Life> claimants(String path) {
        Set<Life> found = new LinkedHashSet<>(byPath.getOrDefault(path, Set.of()));
        for (String id : CgroupPaths.namesIn(path.substring(path.lastIndexOf('/') + 1))) {
            found.addAll(byId.getOrDefault(id, Set.of()));
        }
        return found.stream().filter(life -> life.mayOwn(path)).toList();
    }

    /** How many are known. */
    int size() {
        return byId.values().stream().mapToInt(Collection::size).sum();
    }

    private static void put(Map<String, Set<Life>> index, String key, Life life) {
        index.computeIfAbsent(key, none -> new LinkedHashSet<>()).add(life);
    }

    private static void remove(Map<String, Set<Life>> index, String key, Life life) {
        index.computeIfPresent(key, (same, lives) -> {
            lives.remove(life);
            return lives.isEmpty() ? null : lives;
        });
    }
}
