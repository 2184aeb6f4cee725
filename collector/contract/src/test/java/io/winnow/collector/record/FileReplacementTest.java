// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {

    @TempDir
    private Path directory;

    @Test
    void eitherWayTheNewContentIsThereAndNothingBesideIt() throws IOException {
        Path file = Files.writeString(directory.resolve("state"), "a longer old content");
        FileReplacement.replace(file, "new".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("new");
        FileReplacement.replaceDurably(file, "newer".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("newer");
        assertThat(directory).isDirectoryContaining(file::equals).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void aContentThatCannotBeWrittenLeavesTheOldOneAndIsRemovedLater() throws IOException {
        Path file = Files.writeString(directory.resolve("state"), "old");
        assertThatThrownBy(() -> FileReplacement.replaceDurably(file, out -> {
            out.write('n');
            throw new IOException("the disk is full");
        })).hasMessage("the disk is full");
        assertThat(file).hasContent("old");
        FileReplacement.removeUnfinished(directory);
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }
}
