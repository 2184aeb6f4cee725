// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds libraries as loaders do (ld.so(8)): in the directories that the program names, in those of the configuration, in the usual ones. */
final class LibrarySearch {

    private static final List<String> USUAL = List.of(
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib");
    private static final String CONFIGURATION = "/etc/ld.so.conf.d";
    private static final int MAX_CONFIGURATION = 64 << 10;
    private static final int MAX_DIRECTORIES = 100;

    private final RootDirectory root;
    private final Set<String> directories = new LinkedHashSet<>();

    LibrarySearch(RootDirectory root) {
        this.root = root;
        directories.addAll(configured());
        directories.addAll(USUAL);
    }

    /**
     * The path within the root of a library.
     *
     * @param libraryPath directories separated by colons
     * @param of the path of the file that needs it
     */
    Optional<Path> find(String name, String libraryPath, Path of) {
        if (name.contains("/")) {
            return root.resolve(name);
        }
        List<String> places = new ArrayList<>();
        for (String each : libraryPath.split(":")) {
            if (!each.isEmpty()) {
                String origin = String.valueOf(of.getParent());
                places.add(each.replace("${ORIGIN}", origin).replace("$ORIGIN", origin));
            }
        }
        places.addAll(directories);
        return places.stream().limit(MAX_DIRECTORIES).flatMap(place -> root.resolve(place + "/" + name).stream()).findFirst();
    }

    private List<String> configured() {
        List<String> found = new ArrayList<>();
        Optional<Path> directory = root.resolve(CONFIGURATION);
        if (directory.isEmpty()) {
            return found;
        }
        try (Stream<Path> files = Files.list(root.within(directory.get()))) {
            for (Path file : files.sorted().limit(MAX_DIRECTORIES).toList()) {
                Optional<Path> real = root.resolve(directory.get().resolve(file.getFileName()).toString());
                if (real.isPresent() && Files.isRegularFile(root.within(real.get())) && Files.size(root.within(real.get())) < MAX_CONFIGURATION) {
                    Files.readString(root.within(real.get()), StandardCharsets.ISO_8859_1).lines()
                            .map(String::strip)
                            .filter(line -> line.startsWith("/"))
                            .forEach(found::add);
                }
            }
        } catch (IOException e) {
            // the loader does without it, too
            found.clear();
        }
        return found;
    }
}
