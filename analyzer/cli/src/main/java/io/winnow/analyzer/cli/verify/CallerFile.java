// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.cli.terminal.CallerLocale;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who this process is, as the kernel says it ({@code /proc/self/status}). */
final class CallerFile {

    private static final Path STATUS = Path.of("/proc/self/status");

    private CallerFile() {}

    static VerifyBundle.Caller read() throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        CallerLocale.restore(environment);
        return of(Files.readAllLines(STATUS), Path.of("").toAbsolutePath(), environment);
    }

    static VerifyBundle.Caller of(List<String> status, Path directory, Map<String, String> environment) {
        Map<String, String> fields = new HashMap<>();
        for (String line : status) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, Math.max(colon, 0)), line.substring(colon + 1).strip());
        }
        List<Long> groups = Arrays.stream(fields.get("Groups").split(" ")).filter(group -> !group.isBlank()).map(Long::valueOf).toList();
        return new VerifyBundle.Caller(first(fields.get("Uid")), first(fields.get("Gid")), groups, set(fields.get("CapEff")), directory, environment);
    }

    /** Real, effective, saved and file system id. */
    private static long first(String ids) {
        return Long.parseLong(ids.split("\\s+")[0]);
    }

    private static Set<Capability> set(String hex) {
        long bits = Long.parseUnsignedLong(hex, 16);
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if ((bits >>> capability.number() & 1) != 0) {
                set.add(capability);
            }
        }
        return set;
    }
}
