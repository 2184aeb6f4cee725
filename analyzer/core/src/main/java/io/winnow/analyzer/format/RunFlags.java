// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.util.ArrayList;
import java.util.List;

/** Flags for {@code run}, in one line; the profile is expected as a file in the working directory. All words are safe in a shell. */
final class RunFlags {

    private RunFlags() {}

    static String docker(Confinement confinement) {
        return flags(confinement, "ALL", "no-new-privileges:true");
    }

    static String podman(Confinement confinement) {
        return flags(confinement, "all", "no-new-privileges");
    }

    private static String flags(Confinement confinement, String all, String noNewPrivileges) {
        List<String> flags = new ArrayList<>(List.of("--cap-drop", all));
        for (String capability : CapabilityNames.shortNames(confinement.capabilities())) {
            flags.addAll(List.of("--cap-add", capability));
        }
        if (confinement.noNewPrivileges()) {
            flags.addAll(List.of("--security-opt", noNewPrivileges));
        }
        flags.addAll(List.of("--security-opt", "seccomp=" + ExportFormat.DOCKER.fileName(confinement)));
        return String.join(" ", flags) + "\n";
    }
}
