// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.KernelVersion;
import io.winnow.collector.container.HostPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivilegeTest {

    private static final Path PROJECT = Path.of("..", "..");

    @TempDir
    private Path host;

    @Test
    void documentsAndUnitsNameThisListAndNoOther() throws IOException {
        String names = Arrays.stream(Privilege.values()).map(privilege -> privilege.capability().name()).collect(Collectors.joining(" "));
        assertThat(Files.readAllLines(PROJECT.resolve("deploy/systemd/winnow-collector.service")))
                .contains("CapabilityBoundingSet=" + names, "AmbientCapabilities=" + names);
        assertThat(Files.readString(PROJECT.resolve("README.md"))).contains(Privilege.sentence());
    }

    @Test
    void theOldestKernelIsTheSameInDocumentsAndProbe() throws IOException {
        KernelVersion oldest = KernelVersion.OLDEST;
        assertThat(Files.readString(PROJECT.resolve("README.md"))).contains("Linux on x86_64, " + oldest + " or newer");
        assertThat(Files.readString(PROJECT.resolve("collector-native/src/probe.c")))
                .contains("#define OLDEST_KERNEL " + (oldest.major() * 1000 + oldest.minor()), "Winnow needs Linux " + oldest + " or newer");
        assertThat(Files.readString(PROJECT.resolve("collector-native/matrix/kernels")))
                .contains("$3 > " + oldest.major() + " || ($3 == " + oldest.major() + " && $4 >= " + oldest.minor() + ")");
    }

    @Test
    void doctorHasARowForEach() {
        assertThat(Privilege.features()).extracting(Preflight.Feature::feature).containsExactly("bpf", "perfmon", "dac_read_search", "syslog", "sys_resource");
        assertThat(Privilege.features()).allSatisfy(feature -> assertThat(feature.remedy().isEmpty()).isEqualTo(feature.ok()));
    }

    @Test
    void doctorCountsTheRuntimesDirectoriesThatCanBeRead() throws IOException {
        HostPaths hosts = HostPaths.below(host);
        assertThat(RuntimeDirectories.feature(hosts).way()).contains("none has a state directory yet", "--root", "collector.runtimeStates");
        Files.createDirectories(host.resolve("run/runc"));
        assertThat(RuntimeDirectories.feature(hosts)).satisfies(
                feature -> assertThat(feature.ok()).isTrue(), feature -> assertThat(feature.way()).startsWith("1 of 1 readable: " + host.resolve("run/runc")));
    }
}
