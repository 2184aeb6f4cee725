// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an engine keeps its containers, found from the root file system of one of them: engines may be given any directory, and a remapped Docker takes
 * one of its own. Both name a root file system {@code STORAGE/DRIVER/LAYER/merged}, or {@code STORAGE/DRIVER/…/LAYER}, with two names after the driver.
 *
 * @param storage Docker's data root, or podman's {@code --root}
 * @param driver name of the storage driver's directory, such as {@code overlay2}
 */
record EngineStorage(Path storage, String driver) {

    private static final int NAMES_BELOW_STORAGE = 3;

    /** @param rootPath that a runtime's state, or the engine itself, names */
    static Optional<EngineStorage> of(HostPaths paths, String rootPath) {
        if (!rootPath.startsWith("/")) {
            return Optional.empty();
        }
        Path root = paths.onHost(rootPath);
        int storage = root.getNameCount() - NAMES_BELOW_STORAGE;
        return storage < 1 ? Optional.empty() : Optional.of(new EngineStorage(root.getRoot().resolve(root.subpath(0, storage)), root.getName(storage).toString()));
    }

    Path dockerContainers() {
        return storage.resolve("containers");
    }

    /** Podman's list of names. */
    Path podmanIndex() {
        return storage.resolve(driver + "-containers").resolve("containers.json");
    }
}
