// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.reach.program.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that the processes of a container execute now. Paths are the container's, and untrusted.
 *
 * @param root the container's root directory, through one of its processes: {@code /proc/PID/root}
 * @param programs path → what it is now: size and time of change
 * @param libraries the same of all else that is mapped to be executed
 * @param names what the processes name files by
 */
record RunningFiles(Path root, SortedMap<String, String> programs, SortedMap<String, String> libraries, ProcessNames names) {

    private static final int MAX_PROCESSES = 64;
    private static final int MAX_FILES = 400;
    private static final int MAX_MAP = 4 << 20;
    private static final int MAX_DEPTH = 4;
    private static final Pattern EXECUTABLE = Pattern.compile("[0-9a-f]+-[0-9a-f]+ [r-][w-]x. \\S+ \\S+ \\d+ +(/.*)");

    /**
     * Of the processes in a cgroup and below it.
     *
     * @param cgroups where the hierarchy is mounted
     * @param cgroup path from its root
     * @return empty if no process is left, or this process may not look at them
     */
    static Optional<RunningFiles> of(Path proc, Path cgroups, String cgroup) {
        SortedSet<String> programs = new TreeSet<>();
        SortedSet<String> mapped = new TreeSet<>();
        ProcessNames names = new ProcessNames();
        Path root = null;
        for (Path process : processes(proc, cgroups, cgroup)) {
            try {
                String program = Files.readSymbolicLink(process.resolve("exe")).toString();
                programs.add(program);
                addMapped(process.resolve("maps"), mapped);
                root = root == null ? process.resolve("root") : root;
                names.add(process, program);
            } catch (IOException e) {
                // it has ended, or is a thread of the kernel, or another user's
            }
        }
        if (root == null) {
            return Optional.empty();
        }
        mapped.removeAll(programs);
        return Optional.of(new RunningFiles(root, known(root, programs), known(root, mapped), names));
    }

    /**
     * This, programs that were executed before and have ended, and those that scripts among all of them name, as far as the files are still there.
     *
     * @param paths by which they were executed; some are relative
     */
    RunningFiles withExecuted(Collection<String> paths) {
        RootDirectory directory = new RootDirectory(root);
        SortedSet<String> executed = new TreeSet<>(paths);
        executed.addAll(RelativePrograms.of(directory, paths, names));
        SortedSet<String> scripts = new TreeSet<>(names.arguments());
        scripts.addAll(executed);
        SortedMap<String, String> all = new TreeMap<>(programs);
        all.putAll(known(root, executed));
        all.putAll(known(root, ScriptedPrograms.of(directory, scripts, names)));
        SortedMap<String, String> others = new TreeMap<>(libraries);
        others.keySet().removeAll(all.keySet());
        return new RunningFiles(root, all, others, names);
    }

    /** Whether the process of the root is still one of the cgroup: if it is not, its number can be another container's. */
    boolean isOf(Path cgroups, String cgroup) {
        return processes(root.getParent().getParent(), cgroups, cgroup).contains(root.getParent());
    }

    private static List<Path> processes(Path proc, Path cgroups, String cgroup) {
        List<Path> processes = new ArrayList<>();
        try {
            Path top = cgroups.resolve(cgroup.replaceFirst("^/+", "")).normalize();
            if (!top.startsWith(cgroups) || top.equals(cgroups)) {
                return processes;
            }
            try (Stream<Path> below = Files.find(top, MAX_DEPTH, (path, attributes) -> path.endsWith("cgroup.procs"))) {
                for (Path file : below.sorted().toList()) {
                    Files.readAllLines(file).stream().limit(MAX_PROCESSES - processes.size()).forEach(pid -> processes.add(proc.resolve(pid)));
                }
            }
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            // it is gone
        }
        return processes;
    }

    private static void addMapped(Path maps, SortedSet<String> files) throws IOException {
        try (InputStream in = Files.newInputStream(maps)) {
            String text = new String(in.readNBytes(MAX_MAP), StandardCharsets.ISO_8859_1);
            text.lines().map(EXECUTABLE::matcher).filter(Matcher::matches).map(line -> line.group(1)).distinct().limit(MAX_FILES).forEach(files::add);
        }
    }

    /** Of those that are regular files and no scripts, whose interpreters are programs of their own. */
    private static SortedMap<String, String> known(Path root, Collection<String> paths) {
        RootDirectory directory = new RootDirectory(root);
        SortedMap<String, String> known = new TreeMap<>();
        for (String path : paths) {
            if (known.size() < MAX_FILES && path.startsWith("/")) {
                try {
                    Optional<Path> file = directory.resolve(path);
                    if (file.isPresent() && !isScript(directory.within(file.get()))) {
                        known.put(file.get().toString(), state(directory.within(file.get())));
                    }
                } catch (IOException e) {
                    // it cannot be read, so that nothing is known of it
                }
            }
        }
        return known;
    }

    private static String state(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.size() + " " + attributes.lastModifiedTime();
    }

    private static boolean isScript(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        }
    }
}
