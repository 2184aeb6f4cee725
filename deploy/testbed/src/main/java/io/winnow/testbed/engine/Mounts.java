// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What is mounted in this process's mount namespace. */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private Mounts() {
    }

    /** Detaches all that is mounted below a directory. */
    static void detachBelow(Path directory) {
        below(directory).forEach(point -> Shell.run("umount", "--lazy", point.toString()));
    }

    /** The deepest first. */
    static List<Path> below(Path directory) {
        try {
            return Files.readAllLines(TABLE).stream()
                    .map(line -> Path.of(line.split(" ")[MOUNT_POINT]))
                    .filter(point -> point.startsWith(directory))
                    .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
    }
}
