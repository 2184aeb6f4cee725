// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The results on disk, one file each, so that an interrupted sweep goes on where it was. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    Results(Path directory) {
        this.directory = directory;
    }

    boolean has(Program program, Engine engine) {
        return Files.exists(file(program.name(), engine.name(), engine.users().name()));
    }

    /** Keeps a result, and says it. */
    void add(CellResult result) {
        Path file = file(result.program(), result.engine(), result.users());
        try {
            Files.createDirectories(directory);
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), result);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        System.out.println((result.holds() ? "holds  " : "FAILS  ") + result);
    }

    List<CellResult> all() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().map(Results::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    private static CellResult read(Path file) {
        try {
            return JSON.readValue(file.toFile(), CellResult.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Path file(String program, String engine, String users) {
        return directory.resolve(program + "." + engine + "." + users.toLowerCase(Locale.ROOT) + ".json");
    }
}
