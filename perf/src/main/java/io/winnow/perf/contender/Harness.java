// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import io.winnow.testbed.Shell;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the harness's programs are, and which CPU is the load's own.
 *
 * @param programs directory of {@code load}, {@code hook} and {@code null.bpf.o}
 * @param output directory for the report, and for what is written meanwhile
 * @param cpu all loads are pinned to it; this JVM and the consumers stay on the others
 */
public record Harness(Path programs, Path output, int cpu) {

    /** Path of a program. @throws IllegalStateException if it was not built */
    public String program(String name) {
        Path program = programs.resolve(name);
        if (!Files.exists(program)) {
            throw new IllegalStateException(program + " is missing: make -C perf/overhead");
        }
        return program.toString();
    }

    /** From now on this JVM and what it starts get all CPUs, as a service does on a host of its own. */
    public void releaseCpus() {
        Shell.run("taskset", "-acp", "0-" + cpu, Long.toString(ProcessHandle.current().pid())).orThrow();
    }
}
