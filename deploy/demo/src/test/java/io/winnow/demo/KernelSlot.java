// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.Shell;
import io.winnow.testbed.StraceCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the kernel itself holds of a container, read with bpftool from the pinned map, by the map's own type information: nothing of Winnow is asked.
 *
 * @param index      of the slot
 * @param generation of the slot
 * @param produced   records that the kernel tried to send
 * @param lost       of them, those that found no space in the ring
 * @param calls      of the entrypoint's processes (stages start and serve), x86_64 only
 * @param runtimeCalls  what the runtime did behind the place of its filter, without no_new_privs
 */
record KernelSlot(int index, int generation, long produced, long lost, SortedSet<StraceCall> calls, SortedSet<StraceCall> runtimeCalls) {
    private static final int START = 1;
    private static final int SERVE = 2;
    private static final int X86_64 = 0;
    private static final int RING_FULL = 0;
    private static final int PRIVILEGED = 0;

    /** The slot of the cgroup at this path. */
    static KernelSlot read(Path pins, String cgroup) {
        String dump = Shell.run("bpftool", "-j", "map", "dump", "pinned", find(pins, "map_slots").toString()).orThrow().out();
        try {
            for (JsonNode entry : new ObjectMapper().readTree(dump)) {
                JsonNode slot = entry.at("/formatted/value");
                if (slot.path("path").asText().equals(cgroup)) {
                    return of(entry.at("/formatted/key").asInt(), slot);
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bpftool printed no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalStateException("the kernel has no slot of cgroup=" + cgroup);
    }

    private static KernelSlot of(int index, JsonNode slot) {
        Map<Integer, String> names = names();
        SortedSet<StraceCall> calls = new TreeSet<>();
        for (int stage : new int[] {START, SERVE}) {
            calls.addAll(calls(slot.path("seen").path(stage).path(X86_64), names));
        }
        return new KernelSlot(index, slot.path("generation").asInt(), slot.path("produced").asLong(),
                slot.path("lost").path(RING_FULL).asLong(), calls, calls(slot.path("runtime_calls").path(PRIVILEGED), names));
    }

    private static SortedSet<StraceCall> calls(JsonNode seen, Map<Integer, String> names) {
        SortedSet<StraceCall> calls = new TreeSet<>();
        for (int number = 0; number < seen.size(); number++) {
            if (seen.path(number).asInt() != 0) {
                calls.add(new StraceCall("x86_64", names.getOrDefault(number, "number " + number)));
            }
        }
        return calls;
    }

    /** Names by number, from the C library's header. */
    private static Map<Integer, String> names() {
        Map<Integer, String> names = new HashMap<>();
        Shell.run("sh", "-c", "echo '#include <asm/unistd_64.h>' | gcc -E -dM -").orThrow().out().lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3 && words[1].startsWith("__NR_"))
                .forEach(words -> names.put(Integer.valueOf(words[2]), words[1].substring("__NR_".length())));
        return names;
    }

    private static Path find(Path directory, String name) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(path -> path.endsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no pinned map " + name + " below " + directory));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }
}
