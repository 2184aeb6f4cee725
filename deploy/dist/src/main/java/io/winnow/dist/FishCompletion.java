// SPDX-License-Identifier: Apache-2.0
package io.winnow.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion for fish: a line for each command, option and choice of an option, from what the commands declare. */
final class FishCompletion {

    private static final String HEAD = """
            # Whether these commands are among the words before the cursor, in this order.
            function __winnow_at
                set -l words (commandline --tokens-expanded --cut-at-cursor --current-process 2>/dev/null; or commandline --tokenize --cut-at-cursor --current-process)
                set -l wanted $argv
                for word in $words[2..]
                    if not string match --quiet -- '-*' $word; and test (count $wanted) -gt 0; and test $word = $wanted[1]
                        set --erase wanted[1]
                    end
                end
                test (count $wanted) -eq 0
            end

            # No file where a command is wanted.
            complete --command winnow --no-files --condition 'not __fish_seen_subcommand_from %s'
            """;

    private FishCompletion() {}

    static String of(CommandLine winnow) {
        List<String> lines = new ArrayList<>();
        add(lines, List.of(), winnow);
        return HEAD.formatted(String.join(" ", winnow.getSubcommands().keySet())) + String.join("\n", lines) + "\n";
    }

    /** @param path the names of the commands above it, and its own */
    private static void add(List<String> lines, List<String> path, CommandLine command) {
        String names = String.join(" ", command.getSubcommands().keySet());
        String none = names.isEmpty() ? "" : "not __fish_seen_subcommand_from " + names;
        String here = "__winnow_at " + String.join(" ", path);
        for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
            lines.add(begin(path.isEmpty() ? none : here + "; and " + none) + " --arguments " + below.getKey()
                    + " --description " + quoted(meaning(below.getValue().getCommandSpec())));
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                lines.add(begin(path.isEmpty() ? none : here) + names(option) + value(option) + " --description " + quoted(first(option.description())));
            }
        }
        command.getSubcommands().forEach((name, below) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            add(lines, deeper, below);
        });
    }

    private static String begin(String condition) {
        return "complete --command winnow --condition '" + condition + "'";
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " --long-option " : " --short-option ").append(name.replaceFirst("^-+", ""));
        }
        return names.toString();
    }

    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        List<String> choices = new ArrayList<>();
        if (option.completionCandidates() != null) {
            option.completionCandidates().forEach(choices::add);
        }
        return choices.isEmpty() ? " --require-parameter --force-files" : " --exclusive --arguments " + quoted(String.join(" ", choices));
    }

    private static String meaning(CommandSpec command) {
        return first(command.usageMessage().description());
    }

    /** The first sentence; picocli's variables are for its own help. */
    private static String first(String[] description) {
        String text = description.length == 0 ? "" : description[0].replaceAll("%n.*", "").replace("%%", "%");
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\.$", "").replaceAll("\\$\\{[^}]*\\}[;,]? ?", "").strip();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
