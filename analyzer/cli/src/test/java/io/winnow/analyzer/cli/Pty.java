// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.terminal.Screen;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code winnow} on a pseudo terminal that util-linux's script makes, with its settings compared before and after. */
final class Pty implements AutoCloseable {

    private static final String COLOUR = "\u001b\\[[0-9;]*m";

    private static final String SCRIPT = """
            exec script -qfec "tty > '$0/tty'; stty rows $1 cols $2; stty -g > '$0/before'; $3 $(printf '%q ' "${@:4}"); echo \\$? > '$0/exit'; stty -g > '$0/after'" \
                /dev/null < "$0/keys"
            """;

    private final Path directory;
    private final Program program;
    private final RandomAccessFile keys;

    private Pty(Path directory, Program program, RandomAccessFile keys) {
        this.directory = directory;
        this.program = program;
        this.keys = keys;
    }

    /**
     * Starts it.
     *
     * @param directory where what is observed of it goes
     * @param environment as the shell takes it before a command, {@code TERM=xterm}
     */
    static Pty start(Path directory, int lines, int columns, String environment, String... arguments) throws IOException {
        Path fifo = directory.resolve("keys");
        Shell.run("mkfifo", fifo.toString()).orThrow();
        RandomAccessFile keys = new RandomAccessFile(fifo.toFile(), "rw");
        List<String> before = List.of("bash", "-c", SCRIPT, directory.toString(), Integer.toString(lines), Integer.toString(columns), environment);
        return new Pty(directory, Program.start(directory, before, arguments), keys);
    }

    Program program() {
        return program;
    }

    void press(String text) throws IOException {
        keys.writeBytes(text);
    }

    void resize(int lines, int columns) throws IOException {
        Shell.run("stty", "-F", Files.readString(directory.resolve("tty")).strip(), "rows", Integer.toString(lines), "cols", Integer.toString(columns)).orThrow();
    }

    /** The lines of the last screen that is complete, without colours. */
    List<String> screen() {
        return colouredScreen().stream().map(Pty::plain).toList();
    }

    /** The same with colours. */
    List<String> colouredScreen() {
        List<String> screens = List.of(program.out().split(Pattern.quote(Screen.CLEAR)));
        return screens.size() < 3 ? List.of("") : screens.get(screens.size() - 2).lines().toList();
    }

    static String plain(String text) {
        return text.replaceAll(COLOUR, "");
    }

    /** The exit code of the command itself, when it has ended. */
    String exit() throws IOException {
        program.exitCode();
        return Files.readString(directory.resolve("exit")).strip();
    }

    /** Whether the terminal's settings are as they were. */
    boolean isAsBefore() throws IOException {
        return Files.readString(directory.resolve("before")).equals(Files.readString(directory.resolve("after")));
    }

    @Override
    public void close() throws IOException {
        program.close();
        keys.close();
    }
}
