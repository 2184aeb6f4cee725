// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.bolt.BoltFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The images of containerd's containers. Plain {@code ctr} passes a container's image to no runtime: it is stored in containerd's database alone
 * (containerd, metadata/buckets.go), below the root directory to which the link {@code work} in each bundle leads.
 */
final class ContainerdImages {

    private static final String WORK = "work";
    private static final String DATABASE = "io.containerd.metadata.v1.bolt/meta.db";
    private static final String SCHEMA = "v1";
    /** {@code ROOT/io.containerd.runtime.v2.task/NAMESPACE/ID}. */
    private static final int NAMES_BELOW_ROOT = 3;

    /**
     * Name and digest, as containerd has them.
     *
     * @param digest of the manifest or index, or empty
     */
    record Image(String name, String digest) {}

    private final HostPaths paths;

    ContainerdImages(HostPaths paths) {
        this.paths = paths;
    }

    /** @param bundle of the container: its names end in namespace and id */
    Optional<Image> of(Path bundle) {
        if (bundle.getNameCount() < 2) {
            return Optional.empty();
        }
        String namespace = bundle.getParent().getFileName().toString();
        String id = bundle.getFileName().toString();
        return database(bundle).flatMap(file -> BoltFile.read(file, SCHEMA, namespace, "containers", id, "image")
                .map(name -> new Image(name, BoltFile.read(file, SCHEMA, namespace, "images", name, "target", "digest").orElse(""))));
    }

    /**
     * The labels of a pod: CRI keeps them with the container that holds the pod's namespaces.
     *
     * @param bundle of any container of the pod
     * @param pause id of that container
     */
    Map<String, String> podLabels(Path bundle, String pause) {
        return bundle.getNameCount() < 2 ? Map.of() : database(bundle)
                .map(file -> BoltFile.readAll(file, PodLabelReader.MAX_LABELS, SCHEMA, bundle.getParent().getFileName().toString(), "containers", pause, "labels"))
                .orElse(Map.of());
    }

    private Optional<Path> database(Path bundle) {
        try {
            Path work = paths.onHost(Files.readSymbolicLink(bundle.resolve(WORK)).toString());
            int root = work.getNameCount() - NAMES_BELOW_ROOT;
            return root < 1 ? Optional.empty() : Optional.of(work.getRoot().resolve(work.subpath(0, root)).resolve(DATABASE));
        } catch (IOException noBundleOfContainerd) {
            return Optional.empty();
        }
    }
}
