// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PurgeCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private Path outside;

    @BeforeEach
    void keep() throws IOException {
        Files.createDirectories(directory.resolve("state/queue/events"));
        Files.writeString(directory.resolve("state/queue/events/1.cq4"), "x");
        Files.createDirectories(directory.resolve("run"));
        Files.createDirectories(directory.resolve("pins/maps"));
        outside = Files.writeString(directory.resolve("outside"), "x");
        Files.createSymbolicLink(directory.resolve("state/link"), outside);
    }

    @Test
    void whatIsKeptIsRemovedAndNothingBesideIt() {
        assertThat(purge("--yes")).isZero();
        assertThat(directory).isDirectoryNotContaining(each -> !each.equals(outside)).isDirectoryContaining(each -> each.equals(outside));
        assertThat(out.toString()).contains(directory.resolve("state") + ": removed", directory.resolve("pins") + ": removed");
        assertThat(purge("--yes")).isZero();
    }

    @Test
    void withoutYesItOnlySaysWhatItWouldRemove() {
        assertThat(purge()).isZero();
        assertThat(directory.resolve("state/queue/events/1.cq4")).exists();
        assertThat(out.toString()).contains(directory.resolve("state") + ": would be removed (--yes)");
    }

    private int purge(String... options) {
        CommandLine winnow = Winnow.commandLine(Map.of(
                "WINNOW_STATE", directory.resolve("state").toString(),
                "WINNOW_API_SOCKET", directory.resolve("run/winnow.sock").toString(),
                "WINNOW_COLLECTOR_PINS", directory.resolve("pins").toString()));
        winnow.setOut(new PrintWriter(out, true));
        String[] line = new String[options.length + 1];
        line[0] = "purge";
        System.arraycopy(options, 0, line, 1, options.length);
        return winnow.execute(line);
    }
}
