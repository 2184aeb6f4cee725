// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the profile of a workload is, below a directory of profiles: {@code NAMESPACE/WORKLOAD-CONTAINER.json} of a pod's, {@code host/NAME.json} of another.
 * Names are untrusted: each part is a safe label, whatever it was.
 *
 * @param directory below that of profiles; empty: that itself
 * @param file in it
 */
public record ProfilePath(String directory, String file) implements Comparable<ProfilePath> {

    private static final Set<String> KINDS = Set.of("deployment", "statefulset", "daemonset", "replicaset", "replicationcontroller", "job", "cronjob", "pod");
    private static final int PARTS = 4;
    private static final Pattern WRITTEN = Pattern.compile("(?:([a-z0-9-]+)/)?((?:[a-z0-9-]+)\\.(?:json|yaml))");

    /** @param name of a workload, in all its versions */
    public static ProfilePath of(String name) {
        String[] parts = name.split("/", -1);
        int last = parts.length - 1;
        if (isOfPod(name)) {
            return new ProfilePath(SafeName.of(parts[last - 3]), SafeName.of(parts[last - 1]) + "-" + SafeName.of(parts[last]) + ".json");
        }
        return new ProfilePath("host", SafeName.of(name) + ".json");
    }

    /** Whether a workload of that name is a pod's. */
    public static boolean isOfPod(String name) {
        String[] parts = name.split("/", -1);
        return parts.length >= PARTS && KINDS.contains(parts[parts.length - 3]);
    }

    /** The path that {@link #toString} gave; empty if the text is no such path, and leads elsewhere. */
    public static Optional<ProfilePath> read(String text) {
        Matcher parts = WRITTEN.matcher(text);
        return parts.matches() ? Optional.of(new ProfilePath(parts.group(1) == null ? "" : parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** The same for the form in YAML. */
    public ProfilePath yaml() {
        return new ProfilePath(directory, file.replaceAll("\\.json$", ".yaml"));
    }

    public boolean isYaml() {
        return file.endsWith(".yaml");
    }

    public Path below(Path profiles) {
        return profiles.resolve(directory).resolve(file);
    }

    @Override
    public int compareTo(ProfilePath other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return directory.isEmpty() ? file : directory + "/" + file;
    }
}
