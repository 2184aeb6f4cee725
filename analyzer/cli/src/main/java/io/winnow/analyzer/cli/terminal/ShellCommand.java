// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import io.winnow.collector.record.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command as an operator may paste it into a POSIX shell: each word arrives at the command as it is here. Control characters are made by
 * {@code printf} in the pasted command, so that no terminal obeys them; only line ends at the end of a word stand there as they are, between
 * quotes, because a shell takes them off what a command prints.
 */
public final class ShellCommand {

    /** Words that no shell changes. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./~-]*");

    private ShellCommand() {}

    /** The command in one line. */
    public static String of(String... words) {
        return Arrays.stream(words).map(ShellCommand::word).collect(Collectors.joining(" "));
    }

    /** @throws IllegalArgumentException if it holds a NUL, which no argument can */
    public static String word(String word) {
        if (PLAIN_WORD.matcher(word).matches()) {
            return word;
        }
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL is in no argument: word=" + word);
        }
        if (word.codePoints().allMatch(Printable::isPlain)) {
            return quoted(word);
        }
        Matcher end = Pattern.compile("\n*$").matcher(word);
        String lineEnds = end.find() ? end.group() : "";
        String made = "\"$(printf '" + octal(word.substring(0, word.length() - lineEnds.length())) + "')\"";
        return lineEnds.isEmpty() ? made : made + quoted(lineEnds);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** What is neither a letter nor a digit, as printf's escape. */
    private static String octal(String text) {
        StringBuilder octal = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            octal.append(b >= 0 && Character.isLetterOrDigit(b) ? Character.toString(b) : String.format("\\%03o", b & 0xff));
        }
        return octal.toString();
    }
}
