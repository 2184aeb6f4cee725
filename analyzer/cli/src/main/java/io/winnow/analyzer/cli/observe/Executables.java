// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import java.io.File;
import java.util.Arrays;
import java.util.List;

/** Programs as a shell looks for them: by their path, or in the directories of {@code PATH}. */
public final class Executables {

    private static final String DEFAULT_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    private Executables() {}

    /** Whether there is such a program. */
    public static boolean has(String name) {
        return candidates(name).stream().anyMatch(Executables::isOne);
    }

    /** @throws CommandException if there is no such program, or it may not be executed: with a shell's exit codes */
    public static void require(String name) {
        if (has(name)) {
            return;
        }
        throw candidates(name).stream().anyMatch(File::exists)
                ? new CommandException(ExitCode.NOT_EXECUTABLE, "\"" + name + "\" is no program that may be executed: check its permissions")
                : new CommandException(ExitCode.NO_PROGRAM, "there is no program \"" + name + "\": give its path, or the name of one in PATH");
    }

    private static List<File> candidates(String name) {
        if (name.isEmpty()) {
            return List.of();
        }
        if (name.indexOf('/') >= 0) {
            return List.of(new File(name));
        }
        return Arrays.stream(System.getenv().getOrDefault("PATH", DEFAULT_PATH).split(":", -1))
                .map(directory -> new File(directory.isEmpty() ? "." : directory, name))
                .toList();
    }

    private static boolean isOne(File file) {
        return file.isFile() && file.canExecute();
    }
}
