// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a service holds, as the kernel and the JVM count it.
 *
 * @param descriptors of its process
 * @param watches     of inotify
 * @param slots       that hold a cgroup whose path begins with the given one
 * @param entries     of the kernel's hash maps, by map
 */
record HeldResources(long descriptors, long watches, long slots, Map<String, Integer> entries) {

    /** @param cgroups what the paths of the cgroups begin with that are counted */
    static HeldResources of(WinnowService winnow, Path pins, String cgroups) {
        Path process = Path.of("/proc/" + winnow.pid());
        Map<String, Integer> entries = new TreeMap<>();
        long slots = 0;
        try (Stream<Path> files = Files.walk(pins)) {
            for (Path map : files.filter(file -> file.getFileName().toString().startsWith("map_")).toList()) {
                JsonNode about = json("bpftool", "-j", "map", "show", "pinned", map.toString());
                if (map.getFileName().toString().equals("map_slots")) {
                    slots = slots(json("bpftool", "-j", "map", "dump", "pinned", map.toString()), cgroups);
                } else if (about.path("type").asText().endsWith("hash")) {
                    entries.put(map.getFileName().toString(), json("bpftool", "-j", "map", "dump", "pinned", map.toString()).size());
                }
            }
            return new HeldResources(count(process.resolve("fd")), watches(process.resolve("fdinfo")), slots, entries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + process, e);
        }
    }

    private static long slots(JsonNode dump, String cgroups) {
        long held = 0;
        for (JsonNode entry : dump) {
            JsonNode slot = entry.at("/formatted/value");
            boolean taken = slot.path("cgroup_id").asLong() != 0 && slot.path("released").asLong() == 0;
            held += taken && slot.path("path").asText().startsWith(cgroups) ? 1 : 0;
        }
        return held;
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    private static long watches(Path descriptors) throws IOException {
        long watches = 0;
        try (Stream<Path> files = Files.list(descriptors)) {
            for (Path file : files.toList()) {
                try {
                    watches += Files.readString(file).lines().filter(line -> line.startsWith("inotify ")).count();
                } catch (NoSuchFileException closed) {
                    continue;
                }
            }
        }
        return watches;
    }

    /** Bytes of the objects that are reachable, after a collection. */
    static long heap(WinnowService winnow) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        String last = Shell.run(jcmd, Long.toString(winnow.pid()), "GC.class_histogram").orThrow().out().lines().reduce((first, second) -> second).orElseThrow();
        return Long.parseLong(last.strip().split("\\s+")[2]);
    }

    private static JsonNode json(String... command) {
        try {
            return new ObjectMapper().readTree(Shell.run(command).orThrow().out());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bpftool printed no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
