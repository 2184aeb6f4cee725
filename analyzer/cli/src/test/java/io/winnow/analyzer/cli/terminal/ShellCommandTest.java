// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.cli.WorstNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against real shells. */
class ShellCommandTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void theWorstNamesArriveAsTheyAreAndDoNothingElse(String shell) throws Exception {
        StringBuilder script = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (String name : WorstNames.ALL) {
            script.append(ShellCommand.of("printf", "%s\\0", name)).append('\n');
            expected.append(name).append('\0');
        }
        Path file = Files.writeString(directory.resolve("script"), script);
        assertThat(run(shell, "-n", file.toString())).isEmpty();
        assertThat(run(shell, file.toString())).isEqualTo(expected.toString());
        assertThat(directory.resolve("X")).doesNotExist();
    }

    @Test
    void plainWordsStayAsTheyAre() {
        assertThat(ShellCommand.of("winnow", "accept", "w-3fa9c1d2", "--all", "shop/web@sha256:12")).isEqualTo("winnow accept w-3fa9c1d2 --all shop/web@sha256:12");
        assertThat(ShellCommand.word("")).isEqualTo("''");
    }

    @Test
    void aTerminalGetsNoControlCharactersButLineEnds() {
        for (String name : WorstNames.ALL) {
            assertThat(TerminalText.printable(ShellCommand.word(name).replace("\n", ""))).isEqualTo(ShellCommand.word(name).replace("\n", ""));
        }
    }

    @Test
    void whatNoArgumentCanHoldIsRefused() {
        assertThatThrownBy(() -> ShellCommand.word("a\0b")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NUL");
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        assertThat(builder.start().waitFor()).as(() -> String.join(" ", command)).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
