// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A small C program, compiled here and now without any library but libc, linked in. */
public final class CProgram implements AutoCloseable {
    private static final String INTRUDER = "intruder.c";

    private final Path directory;
    private final Path executable;

    private CProgram(Path directory, Path executable) {
        this.directory = directory;
        this.executable = executable;
    }

    /** The program that does things which no server does: its verbs are in {@code intruder.c}. */
    public static CProgram intruder() {
        return compile("intruder", Text.resource(INTRUDER));
    }

    /** Compiles a source text. @throws IllegalStateException if gcc does not take it, with what it said */
    public static CProgram compile(String name, String source) {
        Path directory = Directories.temporary("c");
        CProgram program = new CProgram(directory, directory.resolve(name));
        Leftovers.add(program);
        try {
            Path file = directory.resolve(name + ".c");
            Text.write(file, source);
            Shell.run(List.of("gcc", "-O2", "-static", "-pthread", "-Wall", "-Wextra", "-Werror", "-o", program.executable.toString(),
                    file.toString()), Map.of(), Duration.ofMinutes(1)).orThrow();
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** The executable file. */
    public Path executable() {
        return executable;
    }

    @Override
    public void close() {
        Directories.delete(directory);
        Leftovers.remove(this);
    }
}
