// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootDirectoryTest {

    @TempDir
    private Path directory;

    private RootDirectory root;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("usr/lib"));
        Files.writeString(directory.resolve("usr/lib/a.so"), "");
        Files.createSymbolicLink(directory.resolve("lib"), Path.of("usr/lib"));
        root = new RootDirectory(directory);
    }

    @Test
    void linksAreFollowedWithinTheRoot() throws IOException {
        Files.createSymbolicLink(directory.resolve("usr/lib/b.so"), Path.of("/lib/a.so"));
        assertThat(root.resolve("/lib/b.so")).contains(Path.of("/usr/lib/a.so"));
        assertThat(root.within(Path.of("/usr/lib/a.so"))).isEqualTo(directory.resolve("usr/lib/a.so"));
    }

    @Test
    void noLinkLeadsOutOfTheRoot() throws IOException {
        Files.createSymbolicLink(directory.resolve("up"), Path.of("../../../../../../../../etc/passwd"));
        Files.createSymbolicLink(directory.resolve("away"), Path.of("/etc/passwd"));
        assertThat(root.resolve("/up")).isEmpty();
        assertThat(root.resolve("/away")).isEmpty();
        assertThat(root.resolve("/../usr/lib/a.so")).contains(Path.of("/usr/lib/a.so"));
    }

    @Test
    void linksThatGoInCirclesLeadNowhere() throws IOException {
        Files.createSymbolicLink(directory.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(directory.resolve("two"), Path.of("one"));
        assertThat(root.resolve("/one")).isEmpty();
    }
}
