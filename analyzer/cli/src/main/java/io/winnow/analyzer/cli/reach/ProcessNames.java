// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the processes of a container name files by: paths that are the container's, and untrusted.
 *
 * @param arguments of the processes, as paths: some are scripts, and some are directories
 * @param commands texts that shells have as arguments, to execute them
 * @param directories in which the processes work
 * @param searched the directories in which they look for programs: those of {@code PATH}, and the usual ones
 */
record ProcessNames(SortedSet<String> arguments, SortedSet<String> commands, SortedSet<String> directories, SortedSet<String> searched) {

    private static final List<String> USUAL = List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final int MAX_ARGUMENTS = 64;
    private static final int MAX_SEARCHED = 32;
    private static final int MAX_BYTES = 64 << 10;
    private static final String SEARCHED = "PATH=";
    private static final Pattern SHELL = Pattern.compile(".*/(?:sh|ash|bash|dash|ksh|zsh|busybox)");
    private static final Pattern COMMAND_FOLLOWS = Pattern.compile("-[a-z]*c");

    ProcessNames() {
        this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(USUAL));
    }

    /**
     * Adds what a process has, as far as it can be read.
     *
     * @param program that it executes
     */
    void add(Path process, String program) throws IOException {
        String directory = Files.readSymbolicLink(process.resolve("cwd")).toString();
        directories.add(directory);
        List<String> words = words(process.resolve("cmdline")).limit(MAX_ARGUMENTS).toList();
        boolean shell = SHELL.matcher(program).matches();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (shell && COMMAND_FOLLOWS.matcher(words.get(i - 1)).matches()) {
                commands.add(word);
            } else if (!word.isEmpty()) {
                arguments.add(absolute(directory, word));
                if (word.startsWith("-") && word.contains("=/")) {
                    arguments.add(word.substring(word.indexOf('=') + 1));
                }
            }
        }
        words(process.resolve("environ")).filter(word -> word.startsWith(SEARCHED)).limit(1)
                .flatMap(path -> Arrays.stream(path.substring(SEARCHED.length()).split(":")))
                .filter(each -> each.startsWith("/")).limit(MAX_SEARCHED).forEach(searched::add);
    }

    private static Stream<String> words(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.stream(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).split("\0"));
        }
    }

    static String absolute(String directory, String path) {
        return path.startsWith("/") ? path : directory + "/" + path;
    }
}
