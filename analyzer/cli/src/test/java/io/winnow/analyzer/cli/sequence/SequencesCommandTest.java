// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.Winnow;
import io.winnow.analyzer.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SequencesCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A recording of a loop, with these calls behind it. */
    private String recording(String name, int rounds, int... more) throws IOException {
        IntStream loop = IntStream.range(0, rounds).flatMap(round -> IntStream.of(232, 288, 0, 1, 3));
        String lines = IntStream.concat(loop, IntStream.of(more))
                .mapToObj(nr -> "{\"time\":\"2026-11-21T10:00:00Z\",\"pid\":7,\"tid\":8,\"abi\":\"x86_64\",\"number\":" + nr + "}\n")
                .collect(Collectors.joining());
        return Files.writeString(directory.resolve(name), lines).toString();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void whatIsInAnotherOrderThanLearnedIsAnAnomaly() throws IOException {
        String one = recording("one", 9);
        String other = recording("other", 30);
        for (String method : new String[] {"stide", "threads"}) {
            assertThat(run("sequences", "learn", "--method", method, "--sequences", file("known"), one, other)).isZero();
            assertThat(out.toString()).contains("5 sequences of 6 calls in 2 recordings; more than 0 unknown ones together are an anomaly");
            assertThat(run("sequences", "check", "--sequences", file("known"), other)).isEqualTo(ExitCode.OK);
            assertThat(lines()).anyMatch(line -> line.matches("0 +0 +normal +150 +.*other"));
            assertThat(run("sequences", "check", "--sequences", file("known"), other, recording("odd", 30, 3, 1, 0))).isEqualTo(ExitCode.DIFFERENT);
            assertThat(lines()).anyMatch(line -> line.matches("0 +0 +normal +150 +.*other")).anyMatch(line -> line.matches("3 +0 +anomaly +153 +.*odd"));
        }
    }

    @Test
    void aBadFileIsNamedWithWhatWouldBeRight() throws IOException {
        String one = recording("one", 9);
        Files.writeString(directory.resolve("text"), "hello\n");
        assertThat(run("sequences", "learn", "--sequences", file("known"), one, file("text"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file("text") + " line 1 is no call", "winnow trace --output json");
        assertThat(run("sequences", "learn", "--sequences", file("known"), one, file("absent"))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file("absent") + " cannot be read");
        assertThat(run("sequences", "learn", "--sequences", file("known"), one)).as("one alone").isEqualTo(ExitCode.USAGE);
        assertThat(run("sequences", "learn", "--method", "best", "--sequences", file("known"), one, one)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("best", "threads", "stide");
        assertThat(run("sequences", "check", "--sequences", file("text"), one)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(file("text") + " has no sequences of this version", "winnow sequences learn");
        assertThat(directory.resolve("known")).doesNotExist();
    }

    private String[] lines() {
        return Arrays.stream(out.toString().split("\n")).map(String::trim).toArray(String[]::new);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
