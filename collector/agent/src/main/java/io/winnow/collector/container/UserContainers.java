// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Containers that a user runs without root, from that user's own files (podman's are known). The user may write there what he likes, so they are believed for cgroups
 * in the user's own slice only, which root makes; and the container's manager names the user, so that it is never taken for a container of another.
 */
final class UserContainers {

    private static final String CONFIG = "config.json";
    private static final String SLICE = "user.slice";
    private static final String PREFIX = "user-";
    private static final String SUFFIX = ".slice";

    private final HostPaths paths;
    private final RuntimeStateReader reader;

    UserContainers(HostPaths paths) {
        this.paths = paths;
        this.reader = new RuntimeStateReader(paths);
    }

    /** The user in whose slice a cgroup is; empty if it is in no user's, or in root's. */
    static OptionalInt userOf(CgroupRef cgroup) {
        String[] names = cgroup.path().substring(1).split("/", 3);
        if (names.length < 3 || !names[0].equals(SLICE) || !names[1].startsWith(PREFIX) || !names[1].endsWith(SUFFIX)) {
            return OptionalInt.empty();
        }
        try {
            int user = Integer.parseInt(names[1].substring(PREFIX.length(), names[1].length() - SUFFIX.length()));
            return user > 0 ? OptionalInt.of(user) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The runtime's state of the container, as the user keeps it. */
    Optional<RuntimeEntry> find(int user, String id) {
        Path directory = paths.root().resolve("run/user").resolve(Integer.toString(user));
        if (Trust.owner(directory) != user) {
            return Optional.empty();
        }
        return RuntimeStateReader.RUNTIMES.stream()
                .flatMap(runtime -> JsonFile.below(directory, runtime, id).stream())
                .filter(state -> Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS))
                .flatMap(state -> reader.read(state).stream())
                .filter(entry -> leadsToOwnFile(entry, user))
                .findFirst();
    }

    /** A state names the bundle, which could be another's: whose configuration that user may not read. */
    private static boolean leadsToOwnFile(RuntimeEntry entry, int user) {
        return entry.bundle().map(bundle -> bundle.resolve(CONFIG)).filter(Files::exists).filter(file -> Trust.owner(file) != user).isEmpty();
    }

    /** Adds name and image, from the user's own storage. */
    ContainerDescription name(int user, ContainerDescription container, Optional<OciConfig> config) {
        return config.flatMap(known -> EngineStorage.of(paths, known.rootPath())).map(EngineStorage::podmanIndex)
                .filter(list -> Trust.owner(list) == user)
                .map(list -> ManagerFiles.named(container, list))
                .orElse(container);
    }
}
