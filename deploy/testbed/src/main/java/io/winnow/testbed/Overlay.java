// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.util.List;

/** An overlay mount over one directory, as engines make it for a container. What is changed in it lies in a layer of its own. Needs root. */
final class Overlay implements AutoCloseable {
    private final Path directory = Directories.temporary("overlay");

    private Overlay() {
        Leftovers.add(this);
    }

    /** Mounts one. @throws IllegalStateException if the kernel refuses */
    static Overlay over(Path lower) {
        Overlay overlay = new Overlay();
        try {
            overlay.mount(lower);
            return overlay;
        } catch (RuntimeException e) {
            overlay.close();
            throw e;
        }
    }

    private void mount(Path lower) {
        Shell.run("chmod", "711", directory.toString()).orThrow(); // the root of a user namespace passes here
        for (String each : List.of("upper", "work", "merged")) {
            Shell.run("mkdir", "-m", "755", directory.resolve(each).toString()).orThrow();
        }
        Shell.run("mount", "-t", "overlay", "-o",
                "lowerdir=%1$s,upperdir=%2$s/upper,workdir=%2$s/work".formatted(lower, directory), "overlay", path().toString()).orThrow();
    }

    /** Both layers as one. */
    Path path() {
        return directory.resolve("merged");
    }

    @Override
    public void close() {
        Shell.run("umount", path().toString());
        Directories.delete(directory);
        Leftovers.remove(this);
    }
}
