// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.WallTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a runtime's directory of one container: {@code state.json} as runc writes it ({@code libcontainer.State}), when the container is set
 * up; {@code config.json} as crun writes it, before anything else, and its {@code status}, when the entrypoint runs already.
 */
final class RuntimeStateReader {

    private static final String RUNC = "runc";
    private static final String CRUN = "crun";
    /** Those whose state it can read. */
    static final List<String> RUNTIMES = List.of(RUNC, CRUN);

    private static final String RUNC_STATE = "state.json";
    private static final String CRUN_STATUS = "status";
    private static final String CONFIG = "config.json";
    private static final Set<String> FILES = Set.of(RUNC_STATE, CRUN_STATUS, CONFIG);
    private static final List<Path> STATE_BY_NAMESPACE =
            List.of(Path.of("docker/runtime-runc/*"), Path.of("docker/runtime-crun/*"), Path.of("containerd/runc/*"));
    /** How podman and buildah name the container of one RUN. */
    private static final String BUILD = "buildah-buildah";
    /** BuildKit makes the cgroup of one RUN below its own. */
    private static final String BUILDKIT_CGROUP = "/" + ContainerMetadata.BUILDKIT + "/";
    private static final String BUNDLE_LABEL = "bundle=";
    private static final String[] HIERARCHIES = {"/sys/fs/cgroup/unified/", "/sys/fs/cgroup/"};

    private final HostPaths paths;

    RuntimeStateReader(HostPaths paths) {
        this.paths = paths;
        rehearse();
    }

    /** Has all code loaded: the first container's files may not be there for as long as that takes. */
    private void rehearse() {
        JsonFile.parse("{\"created\":\"1970-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8)).ifPresent(state -> {
            Path directory = Path.of("/none/none");
            runc(directory, state);
            crun(directory, OciConfig.of(state));
        });
    }

    /** Whether a file of this name is one that is read. */
    static boolean reads(String name) {
        return FILES.contains(name);
    }

    /** What the directory holds now; empty if there is nothing, or nothing whole. */
    Optional<RuntimeEntry> read(Path directory) {
        return JsonFile.read(directory.resolve(RUNC_STATE))
                .map(state -> runc(directory, state))
                .or(() -> JsonFile.read(directory.resolve(CONFIG)).map(OciConfig::of).map(config -> crun(directory, config)));
    }

    private static String id(Path directory) {
        return directory.getFileName().toString();
    }

    /** Docker and containerd have one state directory for each of containerd's namespaces. What a build runs has a name that no engine gives to containers. */
    private static String manager(Path directory, Optional<String> cgroupPath) {
        if (id(directory).startsWith(BUILD)) {
            return ContainerMetadata.BUILDAH;
        }
        if (cgroupPath.filter(path -> path.endsWith(BUILDKIT_CGROUP + id(directory))).isPresent()) {
            return ContainerMetadata.BUILDKIT;
        }
        Path stateRoot = directory.getParent();
        return STATE_BY_NAMESPACE.stream().anyMatch(stateRoot.resolveSibling("*")::endsWith) ? ManagerFiles.managerOf(stateRoot) : "";
    }

    private RuntimeEntry runc(Path directory, JsonNode state) {
        Optional<Path> bundle = bundle(state.path("config").path("labels"));
        Optional<String> cgroupPath = inHierarchy(state.path("cgroup_paths").path("").asText());
        return new RuntimeEntry(
                RUNC,
                manager(directory, cgroupPath),
                id(directory),
                state.path("init_process_pid").asLong(),
                state.path("init_process_start").asLong(),
                time(state.path("created")),
                cgroupPath,
                bundle.flatMap(path -> JsonFile.read(path.resolve(CONFIG))).map(OciConfig::of)
                        .or(() -> Optional.of(OciConfig.ofRunc(state.path("config")))),
                bundle);
    }

    private Optional<Path> bundle(JsonNode labels) {
        for (String label : OciConfig.texts(labels)) {
            if (label.startsWith(BUNDLE_LABEL)) {
                return Optional.of(paths.onHost(label.substring(BUNDLE_LABEL.length())));
            }
        }
        return Optional.empty();
    }

    private RuntimeEntry crun(Path directory, OciConfig config) {
        Optional<JsonNode> status = JsonFile.read(directory.resolve(CRUN_STATUS));
        return new RuntimeEntry(
                CRUN,
                manager(directory, config.cgroupPath()),
                id(directory),
                status.map(file -> file.path("pid").asLong()).orElse(0L),
                status.map(file -> file.path("process-start-time").asLong()).orElse(0L),
                status.map(file -> time(file.path("created"))).orElse(0L),
                status.map(file -> file.path("cgroup-path").asText())
                        .filter(path -> !path.isEmpty())
                        .map(path -> path.startsWith("/") ? path : "/" + path),
                Optional.of(config),
                status.map(file -> file.path("bundle").asText()).filter(path -> !path.isEmpty()).map(paths::onHost));
    }

    /** 0 if there is none. */
    private static long time(JsonNode text) {
        try {
            return WallTime.nanos(Instant.parse(text.asText()));
        } catch (DateTimeParseException | ArithmeticException e) {
            return 0;
        }
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
