// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
        return compile(name, source, List.of("-pthread"));
    }

    /** Compiles one that starts at {@code _start} and has no library at all: it makes no system call but its own. */
    public static CProgram compileFreestanding(String name, String source) {
        return compile(name, source, List.of("-nostdlib", "-ffreestanding", "-fno-stack-protector"));
    }

    private static CProgram compile(String name, String source, List<String> options) {
        Path directory = Directories.temporary("c");
        CProgram program = new CProgram(directory, directory.resolve(name));
        Leftovers.add(program);
        try {
            Path file = directory.resolve(name + ".c");
            Text.write(file, source);
            List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-static", "-Wall", "-Wextra", "-Werror"));
            command.addAll(options);
            command.addAll(List.of("-o", program.executable.toString(), file.toString()));
            Shell.run(command, Map.of(), Duration.ofMinutes(1)).orThrow();
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
