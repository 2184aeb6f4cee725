// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a result to a file, whole or not at all, or to standard output. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Before the work whose result it is to take.
     *
     * @param file null: standard output
     * @throws CommandException if it will not be written
     */
    public static void check(Path file) {
        if (file == null) {
            return;
        }
        Path target = file.toAbsolutePath();
        try {
            if (isSpecial(target)) {
                target.getFileSystem().provider().checkAccess(target, AccessMode.WRITE);
            } else {
                Files.delete(next(target));
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /**
     * Writes it.
     *
     * @param file null: to {@code out}
     * @throws CommandException if it cannot be written
     */
    public static void write(Path file, String text, PrintWriter out) {
        if (file == null) {
            out.print(text);
            StandardOutput.flush(out);
            return;
        }
        Path target = file.toAbsolutePath();
        try {
            if (isSpecial(target)) {
                Files.writeString(target, text);
                return;
            }
            Path next = next(target);
            try {
                Files.writeString(next, text);
                Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** A device or a pipe. */
    private static boolean isSpecial(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new IOException("it is a directory");
        }
        return Files.exists(target) && !Files.isRegularFile(target);
    }

    private static Path next(Path target) throws IOException {
        return Files.createTempFile(target.getParent(), "." + target.getFileName(), ".next",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    }

    /** A file that a command names cannot be written. */
    public static CommandException failed(Path file, IOException e) {
        return new CommandException(ExitCode.FAILURE, file + " cannot be written (" + IoReason.of(e) + "): choose another file", e);
    }
}
