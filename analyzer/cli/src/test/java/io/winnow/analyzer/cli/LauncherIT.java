// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as it was built, called by its launcher. Needs root. */
class LauncherIT {

    private static final Path LAUNCHER = Path.of("..", "..", "winnow").toAbsolutePath().normalize();
    private static final long MEBI = 1 << 20;
    private static final String LOCALE = "LC_ALL=${LC_ALL-none} note=${WINNOW_CALLER_LC_ALL-none}";

    @TempDir
    Path directory;

    /** In bytes, since the locale of this JVM is none of the test's business. */
    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LANG=C", "LC_ALL=C.UTF-8"})
    void inEveryLocaleACommandGetsTheNamesAndTheLocaleThatItsCallerGave(String locale) throws Exception {
        String script = "printf %s \"$1\" | od -An -tx1; echo \"" + LOCALE + "\"";
        List<String> out = run(locale, "'" + LAUNCHER + "' top -f /dev/null -- sh -c '" + script + "' sh \"$(printf 'gr\\303\\266\\303\\237e')\"");
        assertThat(out).containsExactly("67 72 c3 b6 c3 9f 65", locale.startsWith("LC_ALL") ? locale + " note=none" : "LC_ALL=none note=none");
    }

    @Test
    void theJvmIsBoundedInEverythingUnlessItsUserSaysOtherwise() throws Exception {
        List<String> flags = flags("", "--version");
        assertThat(flags).contains("InitialHeapSize = " + 32 * MEBI, "MaxNewSize = " + 24 * MEBI, "MaxHeapSize = " + 384 * MEBI, "MaxMetaspaceSize = " + 128 * MEBI,
                "MaxDirectMemorySize = " + 64 * MEBI, "ReservedCodeCacheSize = " + 96 * MEBI);
        assertThat(flags("-Xmx1g", "--version")).contains("MaxHeapSize = " + 1024 * MEBI, "MaxDirectMemorySize = " + 64 * MEBI);
    }

    @Test
    void theCollectorsJvmBeginsSmaller() throws Exception {
        assertThat(flags("", "collect --help")).contains("InitialHeapSize = " + 16 * MEBI, "MaxNewSize = " + 8 * MEBI, "MaxHeapSize = " + 384 * MEBI, "TieredStopAtLevel = 1");
        assertThat(flags("", "analyze --help")).contains("InitialHeapSize = " + 32 * MEBI, "TieredStopAtLevel = 4");
    }

    /** What the JVM says of its flags, as "NAME = VALUE". */
    private List<String> flags(String options, String command) throws Exception {
        return run("WINNOW_JAVA_OPTS=-XX:+PrintFlagsFinal " + options, "'" + LAUNCHER + "' " + command).stream()
                .map(line -> line.split("\\s+")).filter(words -> words.length > 3).map(words -> words[1] + " = " + words[3]).toList();
    }

    private List<String> run(String locale, String script) throws IOException, InterruptedException {
        Path output = directory.resolve("out");
        List<String> command = new ArrayList<>(List.of("env", "-u", "LC_ALL", "-u", "LC_CTYPE", "-u", "LANG", locale, "sh", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(directory.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = builder.start().waitFor();
        assertThat(code).as(() -> read(directory.resolve("err"))).isZero();
        return Files.readAllLines(output, StandardCharsets.US_ASCII).stream().map(String::strip).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
