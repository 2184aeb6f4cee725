// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** systemd itself has nothing to say against the drop-in files: {@code systemd-analyze verify}, of Debian's package systemd. */
class SystemdAnalyzeIT {

    @TempDir
    private Path directory;

    @Test
    void acceptsTheDropInWithoutAWord() throws Exception {
        assertThat(verify(ExportFormat.SYSTEMD.write(Samples.web()))).isEmpty();
        assertThat(verify(ExportFormat.SYSTEMD.write(new Confinement("none", Samples.PROFILE, Set.of(), true)))).isEmpty();
        assertThat(verify(ExportFormat.SYSTEMD.write(Samples.restricted())).lines())
                .allMatch(line -> line.contains("Failed to parse system call, ignoring: "));
        for (String name : List.of("new\nline: {evil: true}", "'; [Service]\nExecStart=/bin/evil", "x".repeat(10_240))) {
            assertThat(verify(ExportFormat.SYSTEMD.write(Samples.named(name)))).isEmpty();
        }
    }

    @Test
    void acceptsDockersDefaultButForCallsThatItDoesNotKnowYet() throws Exception {
        Confinement dockers =
                new Confinement("dockers", DockerDefault.resolve(Capability.dockerDefault()), Capability.dockerDefault());

        assertThat(verify(ExportFormat.SYSTEMD.write(dockers)).lines())
                .allMatch(line -> line.contains("Failed to parse system call, ignoring: "));
    }

    @Test
    void hasSomethingToSayAboutAWrongOne() throws Exception {
        assertThat(verify("[Service]\nSystemCallFilter=no_such_call\n")).contains("no_such_call");
        assertThat(verify("[Service]\nSystemCallErrorNumber=ENONE\n")).contains("ENONE");
    }

    /** It does not check the names in a bounding set, but lists them. */
    @Test
    void knowsAllCapabilities() throws Exception {
        assertThat(run("systemd-analyze", "capability").lines().map(line -> line.split(" ")[0].toUpperCase(Locale.ROOT)))
                .containsAll(Arrays.stream(Capability.values()).map(Enum::name).toList());
    }

    private String verify(String dropIn) throws IOException, InterruptedException {
        Path unit = directory.resolve("workload.service");
        Path dropIns = Files.createDirectories(directory.resolve("workload.service.d"));
        Files.writeString(unit, "[Service]\nExecStart=/bin/true\n");
        Files.writeString(dropIns.resolve("winnow.conf"), dropIn);
        return run("systemd-analyze", "verify", unit.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
