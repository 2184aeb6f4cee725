// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --file}: where a command writes its result. */
public final class FileOption {

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Write the result there, whole or not at all; by default to standard output.")
    private Path file;

    public boolean isGiven() {
        return file != null;
    }

    /** Before the work whose result it is to take. @throws CommandException if it will not be written */
    public void check() {
        OutputFile.check(file);
    }

    /** Writes it, to {@code out} if no file is given. @throws CommandException if it cannot be written */
    public void write(String text, PrintWriter out) {
        OutputFile.write(file, text, out);
    }
}
