// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CgroupFreezerTest {

    @TempDir
    private Path mounts;

    @ParameterizedTest
    @CsvSource({"docker/c1/cgroup.events, 'populated 1\nfrozen 1\n', true", "docker/c1/cgroup.events, 'populated 1\nfrozen 0\n', false",
        "unified/docker/c1/cgroup.events, 'populated 1\nfrozen 1\n', true", "freezer/docker/c1/freezer.state, 'FROZEN\n', true",
        "freezer/docker/c1/freezer.state, 'THAWED\n', false", "freezer/docker/c2/freezer.state, 'FROZEN\n', false"})
    void theKernelsFilesSayWhetherACgroupIsFrozen(String file, String content, boolean frozen) throws IOException {
        Files.createDirectories(mounts.resolve(file).getParent());
        Files.writeString(mounts.resolve(file), content.replace("\\n", "\n"));
        assertThat(new CgroupFreezer(mounts).isFrozen("/docker/c1")).isEqualTo(frozen);
    }

    @Test
    void noFileElsewhereIsRead() throws IOException {
        Files.writeString(mounts.resolve("cgroup.events"), "frozen 1\n");
        assertThat(new CgroupFreezer(Files.createDirectory(mounts.resolve("below"))).isFrozen("/../")).isFalse();
    }
}
