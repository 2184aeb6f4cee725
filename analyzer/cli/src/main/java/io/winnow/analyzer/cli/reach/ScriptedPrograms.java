// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.reach.program.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The programs that scripts of a container name, and that the scripts which these name do: a load does not show what a script executes on a rare path only. Scripts are the
 * container's, and untrusted text.
 */
final class ScriptedPrograms {

    private static final int MAX_SCRIPTS = 32;
    private static final int MAX_TEXT = 256 << 10;
    private static final int MAX_WORDS = 4_000;
    private static final int MAX_DIRECTORIES = 16;
    private static final int MAX_PROGRAMS = 64;
    private static final int MAX_LOOKED_AT = 4_000;
    /** Of a directory where programs are looked for. */
    private static final int MAX_NAMES = 20_000;
    private static final String ELF = "\u007fELF";
    private static final String SCRIPT = "#!";
    private static final Pattern SHELL = Pattern.compile("#!.*\\b(?:sh|ash|bash|dash|ksh|zsh)\\b.*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.+/-]{1,256}");
    /** In other languages, the first word of a text. */
    private static final Pattern QUOTED = Pattern.compile("(?<=[\"'`])[A-Za-z0-9_.+-]{2,64}(?=[\"'`\\s])");

    private final RootDirectory root;
    private final ProcessNames names;
    private final SortedSet<String> programs = new TreeSet<>();
    private final ArrayDeque<String> scripts = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();
    private final Map<String, Set<String>> listed = new HashMap<>();
    private int lookedAt;

    private ScriptedPrograms(RootDirectory root, ProcessNames names) {
        this.root = root;
        this.names = names;
    }

    /**
     * Paths of the ELF files that scripts name: by a path, which can be relative to where the script lies, to where a process works or to a directory that the script names;
     * or by a name in one of the directories where programs are looked for, in any word of a script of a shell and in a quoted one of others.
     *
     * @param files paths of files that may be scripts
     */
    static SortedSet<String> of(RootDirectory root, Collection<String> files, ProcessNames names) {
        ScriptedPrograms scripted = new ScriptedPrograms(root, names);
        names.commands().stream().limit(MAX_SCRIPTS).forEach(command -> scripted.read(command, true, "/"));
        files.stream().filter(scripted.known::add).forEach(scripted.scripts::add);
        int texts = 0;
        while (!scripted.scripts.isEmpty() && texts < MAX_SCRIPTS) {
            String script = scripted.scripts.remove();
            Optional<String> text = scripted.start(script, MAX_TEXT).filter(ScriptedPrograms::isText);
            if (text.isPresent()) {
                texts++;
                boolean shell = SHELL.matcher(text.get().lines().findFirst().orElse("")).matches();
                scripted.read(text.get(), shell, script.substring(0, script.lastIndexOf('/') + 1));
            }
        }
        return scripted.programs;
    }

    /** @param directory that has the script */
    private void read(String text, boolean shell, String directory) {
        List<String> words = WORD.matcher(text).results().map(word -> word.group()).distinct().limit(MAX_WORDS).toList();
        SortedSet<String> directories = new TreeSet<>(names.directories());
        directories.add(directory);
        words.stream().filter(word -> word.startsWith("/") && isDirectory(word)).limit(MAX_DIRECTORIES).forEach(directories::add);
        words.stream().filter(word -> word.contains("/"))
                .flatMap(word -> word.startsWith("/") ? Stream.of(word) : in(directories, word))
                .forEach(this::add);
        Stream<String> called = shell ? words.stream().filter(word -> !word.contains("/")) : QUOTED.matcher(text).results().map(word -> word.group()).distinct().limit(MAX_WORDS);
        called.flatMap(word -> names.searched().stream().filter(searched -> namesIn(searched).contains(word)).map(searched -> searched + "/" + word)).forEach(this::add);
    }

    private static Stream<String> in(SortedSet<String> directories, String path) {
        return directories.stream().map(directory -> directory + "/" + path);
    }

    /** Read once: a script has thousands of words, and few are programs. */
    private Set<String> namesIn(String directory) {
        return listed.computeIfAbsent(directory, each -> {
            Set<String> found = new HashSet<>();
            resolve(each).filter(Files::isDirectory).ifPresent(path -> {
                try (Stream<Path> files = Files.list(path)) {
                    files.limit(MAX_NAMES).forEach(file -> found.add(file.getFileName().toString()));
                } catch (IOException | UncheckedIOException e) {
                    // it cannot be read: what was found until then counts
                }
            });
            return found;
        });
    }

    private void add(String path) {
        if (lookedAt < MAX_LOOKED_AT && programs.size() < MAX_PROGRAMS && !known.contains(path)) {
            lookedAt++;
            Optional<String> start = start(path, ELF.length());
            start.filter(ELF::equals).ifPresent(elf -> programs.add(path));
            start.filter(text -> text.startsWith(SCRIPT) && known.add(path)).ifPresent(script -> scripts.add(path));
        }
    }

    private static boolean isText(String text) {
        return !text.startsWith(ELF) && text.indexOf('\0') < 0;
    }

    private boolean isDirectory(String path) {
        return resolve(path).filter(Files::isDirectory).isPresent();
    }

    /** The first bytes of a regular file; empty if it is none, or cannot be read. */
    private Optional<String> start(String path, int bytes) {
        Optional<Path> file = resolve(path).filter(found -> Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS));
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            return Optional.of(new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> resolve(String path) {
        return root.resolve(path).map(root::within);
    }
}
