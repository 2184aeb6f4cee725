// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.elf.MalformedElfException;
import io.winnow.analyzer.reach.object.NotAnalyzedException;
import io.winnow.analyzer.reach.object.ObjectCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that one program is loaded from, in the order in which the loader searches them for symbols. */
final class ProgramObjects {

    private static final int MAX_OBJECTS = 2_000;

    private final RootDirectory root;
    private final LibrarySearch libraries;
    private final ObjectCache cache;
    private final Map<Path, LoadedObject> objects = new LinkedHashMap<>();
    private final List<ReachGap> gaps = new ArrayList<>();
    private boolean musl;

    ProgramObjects(RootDirectory root, LibrarySearch libraries, ObjectCache cache) {
        this.root = root;
        this.libraries = libraries;
        this.cache = cache;
    }

    /**
     * Loads a program, its loader and its libraries, and those that it loads by name with theirs.
     *
     * @param loadedByName paths within the root
     */
    void load(String program, Collection<String> loadedByName) {
        load(List.of(program), false);
        load(List.copyOf(loadedByName), true);
    }

    private void load(List<String> paths, boolean byName) {
        List<Path> queue = new ArrayList<>();
        for (String path : paths) {
            add(path, root.resolve(path), "there is no such file", queue, byName);
        }
        for (int i = 0; i < queue.size(); i++) {
            Path path = queue.get(i);
            LoadedObject object = objects.get(path);
            if (object != null) {
                ObjectCode code = object.code();
                musl |= MuslLoader.is(code.interpreter());
                for (String needed : code.needed()) {
                    if (!musl || !MuslLoader.brings(needed)) {
                        add(needed, libraries.find(needed, code.libraryPath(), path), path.toString(), queue, false);
                    }
                }
                if (!code.interpreter().isEmpty()) {
                    add(code.interpreter(), root.resolve(code.interpreter()), path.toString(), queue, false);
                }
            }
        }
    }

    private void add(String name, Optional<Path> path, String of, List<Path> queue, boolean byName) {
        if (path.isEmpty()) {
            if (!isLoaded(name)) {
                gaps.add(new ReachGap(ReachGap.Kind.MISSING_LIBRARY, name, of));
            }
            return;
        }
        if (objects.containsKey(path.get())) {
            return;
        }
        if (objects.size() >= MAX_OBJECTS) {
            gaps.add(new ReachGap(ReachGap.Kind.NOT_ANALYSED, name, "it is one of more than " + MAX_OBJECTS + " files"));
            return;
        }
        try {
            objects.put(path.get(), new LoadedObject(path.get().toString(), cache.code(root.within(path.get())), byName));
            queue.add(path.get());
        } catch (MalformedElfException | NotAnalyzedException e) {
            gaps.add(new ReachGap(ReachGap.Kind.NOT_ANALYSED, path.get().toString(), e.getMessage()));
        } catch (IOException e) {
            gaps.add(new ReachGap(ReachGap.Kind.NOT_ANALYSED, path.get().toString(), "it cannot be read: " + e.getClass().getSimpleName()));
        }
    }

    /** As the loader has it: a library that was loaded from anywhere, under the name that is needed, is not searched for. */
    private boolean isLoaded(String name) {
        return objects.values().stream().anyMatch(object -> object.code().soname().equals(name));
    }

    List<LoadedObject> objects() {
        return List.copyOf(objects.values());
    }

    /** What was not loaded. */
    List<ReachGap> gaps() {
        return gaps;
    }
}
