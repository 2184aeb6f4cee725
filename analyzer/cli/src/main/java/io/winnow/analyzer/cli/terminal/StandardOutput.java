// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** What standard output is, and whether what was written to it arrived: a writer keeps silent about what it could not write. */
public final class StandardOutput {

    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

    private StandardOutput() {}

    /** {@code System.console()} also asks about standard input, and means something else from Java 22 on. */
    public static boolean isTerminal() {
        String target = target();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    /**
     * Flushes what was written. Says whether there is a reader: the reader of a pipe may have seen enough, as {@code head} has, and that is no
     * failure.
     *
     * @param out a writer over standard output
     * @throws CommandException if it cannot be written
     */
    public static boolean flush(PrintWriter out) {
        // the writer does not see the stream's failure
        if (!out.checkError() && !System.out.checkError()) {
            return true;
        }
        if (isPipe()) {
            return false;
        }
        throw new CommandException(ExitCode.FAILURE, "standard output cannot be written: check that its file system has space");
    }

    /** Writing to one fails if it has no reader, and for no other reason. */
    private static boolean isPipe() {
        return target().startsWith("pipe:") || target().startsWith("socket:");
    }

    /** A path, or what the kernel calls a thing without one; empty if it is closed. */
    private static String target() {
        try {
            return Files.readSymbolicLink(DESCRIPTOR).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
