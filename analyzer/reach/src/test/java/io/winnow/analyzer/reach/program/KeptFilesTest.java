// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.cache.ObjectFiles;
import io.winnow.collector.record.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found in files is kept for the next analysis, which a container cannot use to have another's programs taken for what they are not. */
class KeptFilesTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SOURCE = """
            static long call(long n, long a) { long r; __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a) : "rcx", "r11", "memory"); return r; }
            void _start(void) { call(NUMBER, 0); call(231, 0); for (;;) {} }
            """;

    @TempDir
    private Path directory;

    private Path kept;

    @BeforeEach
    void make() {
        kept = directory.resolve("kept");
    }

    @Test
    void whatIsKeptIsNotAnalysedAgainAndSaysTheSame() throws Exception {
        Reach first = analyze("/usr/bin/ls", LIMIT);
        assertThat(first.calls(Abi.X86_64)).hasSizeGreaterThan(40);
        Reach second = analyze("/usr/bin/ls", Duration.ZERO.minusSeconds(1));
        assertThat(second.calls(Abi.X86_64)).isEqualTo(first.calls(Abi.X86_64));
        assertThat(second.gaps()).isEqualTo(first.gaps());
        assertThat(new ReachAnalysis(Path.of("/"), Duration.ZERO.minusSeconds(1), Optional.empty()).analyze("/usr/bin/ls", List.of()).gaps())
                .as("without what is kept there is no time").anyMatch(gap -> gap.kind() == ReachGap.Kind.NOT_ANALYSED);
    }

    @Test
    void aFileWithTheBuildIdOfAnotherIsItself() throws Exception {
        String harmless = program(39).toString();
        String other = program(165).toString();
        assertThat(analyze(harmless, LIMIT).calls(Abi.X86_64)).containsOnlyKeys(39, 231);
        assertThat(analyze(other, LIMIT).calls(Abi.X86_64)).as("though it claims to be the first").containsOnlyKeys(165, 231);
        assertThat(analyze(harmless, LIMIT).calls(Abi.X86_64)).containsOnlyKeys(39, 231);
    }

    @Test
    void aFileThatChangedInPlaceIsAnalysedAnew() throws Exception {
        Path program = directory.resolve("program");
        Files.copy(program(39), program);
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(program, time);
        assertThat(analyze(program.toString(), LIMIT).calls(Abi.X86_64)).containsOnlyKeys(39, 231);
        Files.write(program, Files.readAllBytes(program(102)));
        Files.setLastModifiedTime(program, time);
        assertThat(analyze(program.toString(), LIMIT).calls(Abi.X86_64)).containsOnlyKeys(102, 231);
    }

    @Test
    void whatIsDamagedIsFoundAnew() throws Exception {
        String program = program(39).toString();
        analyze(program, LIMIT);
        byte[] whole = Files.readAllBytes(only());
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(only(), damaged);
            assertThat(analyze(program, LIMIT).calls(Abi.X86_64)).as("byte " + at).containsOnlyKeys(39, 231);
        }
        Files.write(only(), new byte[0]);
        assertThat(analyze(program, LIMIT).calls(Abi.X86_64)).containsOnlyKeys(39, 231);
        assertThat(Files.size(only())).isPositive();
    }

    @Test
    void whereNothingCanBeKeptTheAnalysisGoesOn() throws Exception {
        Files.writeString(kept, "a file is here");
        assertThat(analyze(program(39).toString(), LIMIT).calls(Abi.X86_64)).containsOnlyKeys(39, 231);
    }

    private Reach analyze(String program, Duration limit) throws IOException {
        return new ReachAnalysis(Path.of("/"), limit, Optional.of(ObjectFiles.of(kept))).analyze(program, List.of());
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.findFirst().orElseThrow();
        }
    }

    /** All with one build id. */
    private Path program(int number) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve("source.c"), SOURCE);
        Path program = directory.resolve("program" + number);
        int status = new ProcessBuilder("gcc", "-O1", "-nostdlib", "-static", "-DNUMBER=" + number, "-Wl,--build-id=0x0123456789abcdef", source.toString(), "-o",
                        program.toString())
                .inheritIO().start().waitFor();
        assertThat(status).isZero();
        return program;
    }
}
