// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.reach.elf.ElfReader;
import io.winnow.analyzer.reach.elf.ElfSource;
import io.winnow.analyzer.reach.elf.MalformedElfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files: each is analysed, or refused with a reason, and within a time. {@code -Dwinnow.reach.mutations=1000000} for more of them than a build tries,
 * {@code -Dwinnow.reach.seed=N} for others.
 */
class MutatedElfTest {

    private static final int MUTATIONS = Integer.getInteger("winnow.reach.mutations", 5_000);
    private static final long SEED = Long.getLong("winnow.reach.seed", 42);
    private static final Duration SLOWEST = Duration.ofSeconds(5);

    private static final String SOURCE = """
            extern int other(int);
            static long call(long n, long a) { long r;
                __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a) : "rcx", "r11", "memory"); return r; }
            static int one(int a) { return call(39, a); }
            static int two(int a) { return call(a ? 1 : 2, a); }
            int (*const table[])(int) = {one, two};
            int data[64] = {1, 2, 3};
            int (*taken)(int) = two;
            int entry(int n) {
                switch (n) { case 1: return one(2); case 2: return taken(3); case 3: return 7; case 4: return data[n]; case 5: return two(1); }
                return table[n & 1](n) OTHER;
            }
            void _start(void) { call(231, entry(3)); for (;;) {} }
            """;

    @TempDir
    private static Path directory;

    private static List<byte[]> originals;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        originals = new ArrayList<>();
        Path source = Files.writeString(directory.resolve("source.c"), SOURCE);
        for (String form : List.of(
                "-DOTHER= -static -no-pie", "-DOTHER= -static -no-pie -s", "-DOTHER= -pie -fPIE", "-DOTHER=+other(n) -shared -fPIC",
                "-DOTHER=+other(n) -shared -fPIC -Wl,--hash-style=sysv", "-DOTHER=+other(n) -shared -fPIC -Wl,-z,pack-relative-relocs")) {
            Path program = directory.resolve("program" + originals.size());
            List<String> command = new ArrayList<>(List.of(
                    "gcc", "-O1", "-nostdlib", "-fcf-protection", "-Wl,-z,noseparate-code", "-Wl,-z,norelro", source.toString(), "-o", program.toString()));
            command.addAll(List.of(form.split(" ")));
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as(form).isZero();
            originals.add(Files.readAllBytes(program));
        }
        originals.add(Files.readAllBytes(Path.of("/usr/bin/true")));
    }

    @Test
    void aDamagedFileIsAnalysedOrRefusedWithinATime() throws IOException {
        Random random = new Random(SEED);
        long slowest = 0;
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            // the real program is a hundred times as large
            byte[] original = originals.get(i % 200 == 0 ? originals.size() - 1 : random.nextInt(originals.size() - 1));
            byte[] damaged = mutate(original.clone(), random);
            long start = System.nanoTime();
            try {
                ObjectCode code = ObjectAnalyzer.analyze(ElfReader.read(ElfSource.of(damaged)), new Deadline(SLOWEST));
                assertThat(code.functions()).isNotNull();
            } catch (MalformedElfException | NotAnalyzedException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("mutation " + i + " of seed " + SEED, e);
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        System.out.printf("%d mutations of programs: %d refused, the slowest after %d ms%n", MUTATIONS, refused, slowest / 1_000_000);
        assertThat(Duration.ofNanos(slowest)).as("the slowest of " + MUTATIONS).isLessThan(SLOWEST);
        assertThat(refused).as("files that are refused").isBetween(MUTATIONS / 50, MUTATIONS - MUTATIONS / 50);
    }

    /** Some bytes, mostly of headers and tables; words become small, large or negative; the end is cut off. */
    private static byte[] mutate(byte[] bytes, Random random) {
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(4) == 0 ? random.nextInt(64 + 56 * 10) : random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> fill(bytes, at & ~7, 8, (byte) (random.nextBoolean() ? 0xff : 0));
                case 3 -> fill(bytes, at & ~3, 4, (byte) (random.nextBoolean() ? 0x7f : 0x80));
                default -> System.arraycopy(bytes, random.nextInt(bytes.length - 16), bytes, Math.min(at, bytes.length - 16), 16);
            }
        }
        return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static void fill(byte[] bytes, int at, int count, byte value) {
        for (int i = at; i < Math.min(bytes.length, at + count); i++) {
            bytes[i] = value;
        }
    }
}
