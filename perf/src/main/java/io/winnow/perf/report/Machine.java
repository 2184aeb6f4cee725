// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * Where the figures come from.
 *
 * @param processor model name
 * @param cpus how many
 * @param kernel release
 * @param mitigations what the kernel does about weaknesses of the processor that touch it, by weakness
 * @param loadAverage of the last minute, before the run: what else was going on
 * @param java version of this JVM
 */
public record Machine(String processor, int cpus, String kernel, TreeMap<String, String> mitigations, double loadAverage, String java) {
    private static final Path PROC = Path.of("/proc");
    private static final Path VULNERABILITIES = Path.of("/sys/devices/system/cpu/vulnerabilities");

    public static Machine here(int cpus) {
        String processor = lines(PROC.resolve("cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown processor");
        double load = Double.parseDouble(lines(PROC.resolve("loadavg")).get(0).split(" ")[0]);
        return new Machine(processor, cpus, lines(PROC.resolve("sys/kernel/osrelease")).get(0), weaknesses(), load,
                System.getProperty("java.version"));
    }

    private static TreeMap<String, String> weaknesses() {
        TreeMap<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(VULNERABILITIES)) {
            for (Path file : files) {
                String state = lines(file).get(0);
                if (!state.equals("Not affected")) {
                    found.put(file.getFileName().toString(), state);
                }
            }
        } catch (IOException e) {
            found.put("unknown", e.getMessage());
        }
        return found;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
