// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.collector.container.HostPaths;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the directories in which runtimes and engines say which container is which can be read: a row of {@code winnow doctor}. */
public final class RuntimeDirectories {

    private static final String ELSEWHERE = "if a runtime keeps its state elsewhere (--root), name that directory in collector.runtimeStates";

    private RuntimeDirectories() {}

    public static Preflight.Feature feature(HostPaths hosts) {
        List<Path> found = new ArrayList<>();
        List<Path> unreadable = new ArrayList<>();
        for (Path directory : directories(hosts)) {
            if (!Files.notExists(directory)) {
                (isReadable(directory) ? found : unreadable).add(directory);
            }
        }
        int all = found.size() + unreadable.size();
        if (all == 0) {
            return new Preflight.Feature("runtimes", true, false, "none has a state directory yet; " + ELSEWHERE, "");
        }
        String readable = found.size() + " of " + all + " readable";
        return unreadable.isEmpty()
                ? new Preflight.Feature("runtimes", true, true, readable + ": " + names(found), "")
                : new Preflight.Feature("runtimes", false, true, readable + "; not " + names(unreadable),
                        "run as root, or with " + Privilege.sentence() + "; " + ELSEWHERE);
    }

    /** By trying: access(2) does not regard capabilities. */
    private static boolean isReadable(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator() != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> directories(HostPaths hosts) {
        Stream<Path> roots = hosts.stateRoots().stream().map(root -> root.endsWith("*") ? root.getParent() : root);
        return Stream.concat(roots, Stream.of(hosts.containerdTasks(), hosts.dockerContainers())).distinct().toList();
    }

    private static String names(List<Path> directories) {
        return directories.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
