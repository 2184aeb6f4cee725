// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.export;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.format.ProfileDirectory;
import io.winnow.analyzer.format.ProfilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The list, in a directory, of the files that exports have written there: what is not on it is the user's own, and is left alone. */
final class ExportedFiles {

    private static final ProfilePath LIST = new ProfilePath("", ".winnow-export");
    private static final String HEAD = "# What `winnow export --all` has written here, and may replace and remove.\n";

    private final ProfileDirectory directory;

    ExportedFiles(ProfileDirectory directory) {
        this.directory = directory;
    }

    /** @throws CommandException if it names a file elsewhere: who can change the list must not have other files removed */
    SortedSet<ProfilePath> read() throws IOException {
        SortedSet<ProfilePath> files = new TreeSet<>();
        if (directory.isBlocked(LIST)) {
            throw refused("it is no file");
        }
        if (directory.has(LIST)) {
            String text = new String(directory.read(LIST), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> files.add(ProfilePath.read(line).orElseThrow(() -> refused("\"" + line + "\" is no path of a profile"))));
        }
        return files;
    }

    private CommandException refused(String why) {
        return new CommandException(ExitCode.FAILURE, directory.file(LIST) + " is not the list that an export wrote: " + why + "; restore it, or choose another directory");
    }

    void write(Collection<ProfilePath> files) throws IOException {
        String lines = new TreeSet<>(files).stream().map(path -> path + "\n").collect(Collectors.joining());
        directory.replace(LIST, (HEAD + lines).getBytes(StandardCharsets.UTF_8));
    }
}
