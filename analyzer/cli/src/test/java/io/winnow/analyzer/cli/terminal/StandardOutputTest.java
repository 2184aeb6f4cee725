// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a result that standard output does not take. */
class StandardOutputTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"--help", "diff docker-default docker-default", "diff -o json docker-default docker-default"})
    void aResultThatCannotBeWrittenIsAFailure(String arguments) {
        try (Program program = Program.start(directory, List.of("/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"), arguments.split(" "))) {
            assertThat(program.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(program.err().lines()).singleElement().asString().startsWith("winnow: standard output cannot be written");
        }
    }

    @Test
    void aReaderThatHasSeenEnoughIsNone() {
        try (Program program = Program.start(directory, List.of("/bin/sh", "-c", "{ \"$@\"; echo $? >&2; } | :", "sh"), "--help")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.err()).isEqualTo("0\n");
        }
    }
}
