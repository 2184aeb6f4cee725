// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.reach.program.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs that scripts of a container name: a load does not show what a script executes on a rare path only. Scripts are the container's, and untrusted text. */
final class ScriptedPrograms {

    private static final int MAX_SCRIPTS = 32;
    private static final int MAX_TEXT = 256 << 10;
    private static final int MAX_WORDS = 4_000;
    private static final int MAX_PROGRAMS = 64;
    private static final String ELF = "\u007fELF";
    private static final Pattern SHELL = Pattern.compile("#!.*\\b(?:sh|ash|bash|dash|ksh|zsh)\\b.*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.+/-]{1,256}");

    private ScriptedPrograms() {}

    /**
     * Paths of the ELF files that scripts name by an absolute path, or, of a shell, by a name in one of the usual directories.
     *
     * @param files paths of files that may be scripts
     */
    static SortedSet<String> of(RootDirectory root, Collection<String> files) {
        SortedSet<String> programs = new TreeSet<>();
        files.stream().map(file -> start(root, file, MAX_TEXT)).flatMap(Optional::stream).filter(ScriptedPrograms::isText).limit(MAX_SCRIPTS)
                .flatMap(ScriptedPrograms::named)
                .filter(path -> start(root, path, ELF.length()).filter(ELF::equals).isPresent())
                .limit(MAX_PROGRAMS)
                .forEach(programs::add);
        return programs;
    }

    private static Stream<String> named(String script) {
        boolean shell = SHELL.matcher(script.lines().findFirst().orElse("")).matches();
        Matcher words = WORD.matcher(script);
        return words.results().map(word -> word.group()).distinct().limit(MAX_WORDS).flatMap(word -> {
            if (word.startsWith("/")) {
                return Stream.of(word);
            }
            return shell && !word.contains("/") ? Stream.of("/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/").map(directory -> directory + word)
                    : Stream.empty();
        });
    }

    private static boolean isText(String text) {
        return !text.startsWith(ELF) && text.indexOf('\0') < 0;
    }

    /** The first bytes of a regular file; empty if it is none, or cannot be read. */
    private static Optional<String> start(RootDirectory root, String path, int bytes) {
        try {
            Optional<Path> file = root.resolve(path).map(root::within).filter(found -> Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS));
            if (file.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file.get())) {
                return Optional.of(new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
