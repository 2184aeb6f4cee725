// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Shell;
import java.nio.file.Path;

/** A file system for pinned BPF objects of its own: what is pinned in it goes with it. */
final class BpfFileSystem implements AutoCloseable {
    private final Path path = Directories.temporary("bpffs");

    BpfFileSystem() {
        Shell.run("mount", "-t", "bpf", "none", path.toString()).orThrow();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        Shell.run("umount", path.toString()).orThrow();
        Directories.delete(path);
    }
}
