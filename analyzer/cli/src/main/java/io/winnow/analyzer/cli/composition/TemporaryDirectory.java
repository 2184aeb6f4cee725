// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that only its owner may enter and that goes away with its use. */
public record TemporaryDirectory(Path path) implements AutoCloseable {

    public static TemporaryDirectory make() {
        try {
            return new TemporaryDirectory(Files.createTempDirectory("winnow"));
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.FAILURE, "no temporary directory can be made in " + System.getProperty("java.io.tmpdir") + " (" + IoReason.of(e) + ")", e);
        }
    }

    @Override
    public void close() {
        try {
            new DirectoryTree(path).delete();
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files stay in " + path, e);
        }
    }
}
