// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a result to a file, whole or not at all, or to standard output. */
final class OutputFile {

    private OutputFile() {}

    /** @param file null: to {@code out} */
    static void write(Path file, String text, PrintWriter out) {
        if (file == null) {
            out.print(text);
            out.flush();
            return;
        }
        Path target = file.toAbsolutePath();
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) { // a device or a pipe
                Files.writeString(target, text);
                return;
            }
            Path next = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".next",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            try {
                Files.writeString(next, text);
                Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, file + " cannot be written (" + e + "): choose another file", e);
        }
    }
}
