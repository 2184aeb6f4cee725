// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.format.SafeName;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where the profile of a workload is, below a directory of profiles: {@code NAMESPACE/WORKLOAD-CONTAINER.json} of a pod's, {@code host/NAME.json} of another.
 * Names are untrusted: each part is a safe label, whatever it was.
 *
 * @param directory below that of profiles
 * @param file in it
 */
record ProfilePath(String directory, String file) {

    private static final Set<String> KINDS = Set.of("deployment", "statefulset", "daemonset", "replicaset", "replicationcontroller", "job", "cronjob", "pod");
    private static final int PARTS = 4;

    /** @param name of a workload, in all its versions */
    static ProfilePath of(String name) {
        String[] parts = name.split("/", -1);
        int last = parts.length - 1;
        if (parts.length >= PARTS && KINDS.contains(parts[last - 2])) {
            return new ProfilePath(SafeName.of(parts[last - 3]), SafeName.of(parts[last - 1]) + "-" + SafeName.of(parts[last]) + ".json");
        }
        return new ProfilePath("host", SafeName.of(name) + ".json");
    }

    Path below(Path profiles) {
        return profiles.resolve(directory).resolve(file);
    }

    @Override
    public String toString() {
        return directory + "/" + file;
    }
}
