// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Cgroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The cgroups below which an engine makes those of its containers. It leaves them behind, in each hierarchy that it uses. */
final class EngineCgroups {
    private final String name;
    private final List<Path> before;

    /** The cgroups that are there now belong to other engines. */
    EngineCgroups(String name) {
        this.name = name;
        this.before = present();
    }

    /** Removes those that have come since then and are empty, the deepest first. */
    void remove() {
        present().stream().filter(path -> !before.contains(path)).flatMap(path -> deepestFirst(path).stream()).forEach(EngineCgroups::removeIfEmpty);
    }

    private static List<Path> deepestFirst(Path top) {
        try (Stream<Path> tree = Files.walk(top)) {
            return tree.filter(Files::isDirectory).sorted(Comparator.comparingInt(Path::getNameCount).reversed()).toList();
        } catch (IOException | UncheckedIOException gone) {
            return List.of(top);
        }
    }

    private static void removeIfEmpty(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException busy) {
            // another engine on this host uses it by now
        }
    }

    private List<Path> present() {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> hierarchies = Cgroup.hybrid() ? Files.list(Cgroup.unified().getParent()) : Stream.of(Cgroup.unified())) {
            hierarchies.map(hierarchy -> hierarchy.resolve(name)).filter(Files::isDirectory).forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the cgroup hierarchies", e);
        }
    }
}
