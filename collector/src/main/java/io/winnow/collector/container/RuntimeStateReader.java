// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a runtime's directory of one container: {@code state.json} as runc writes it ({@code libcontainer.State}), or {@code status}
 * and {@code config.json} as crun does.
 */
final class RuntimeStateReader {

    private static final String BUNDLE_LABEL = "bundle=";
    private static final String CONFIG = "config.json";
    private static final String[] HIERARCHIES = {"/sys/fs/cgroup/unified/", "/sys/fs/cgroup/"};

    private final HostPaths paths;

    RuntimeStateReader(HostPaths paths) {
        this.paths = paths;
    }

    /** The file whose change means another state; empty where the directory is neither's. */
    static Optional<Path> stateFile(Path directory) {
        for (String name : new String[] {"state.json", "status"}) {
            Path file = directory.resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    Optional<RuntimeEntry> read(Path stateFile) {
        String id = stateFile.getParent().getFileName().toString();
        boolean crun = stateFile.getFileName().toString().equals("status");
        return JsonFile.read(stateFile).map(state -> crun ? crun(id, stateFile.getParent(), state) : runc(id, state));
    }

    private RuntimeEntry runc(String id, JsonNode state) {
        return new RuntimeEntry(
                "runc",
                id,
                state.path("init_process_pid").asLong(),
                state.path("init_process_start").asLong(),
                inHierarchy(state.path("cgroup_paths").path("").asText()),
                bundle(state.path("config").path("labels")).map(bundle -> paths.onHost(bundle).resolve(CONFIG)));
    }

    private static Optional<String> bundle(JsonNode labels) {
        for (String label : OciConfig.texts(labels)) {
            if (label.startsWith(BUNDLE_LABEL)) {
                return Optional.of(label.substring(BUNDLE_LABEL.length()));
            }
        }
        return Optional.empty();
    }

    private static RuntimeEntry crun(String id, Path directory, JsonNode status) {
        String path = status.path("cgroup-path").asText();
        return new RuntimeEntry(
                "crun",
                id,
                status.path("pid").asLong(),
                status.path("process-start-time").asLong(),
                path.isEmpty() ? Optional.empty() : Optional.of(path.startsWith("/") ? path : "/" + path),
                Optional.of(directory.resolve(CONFIG)));
    }

    private static Optional<String> inHierarchy(String directory) {
        for (String mount : HIERARCHIES) {
            if (directory.startsWith(mount)) {
                return Optional.of(directory.substring(mount.length() - 1));
            }
        }
        return Optional.empty();
    }
}
