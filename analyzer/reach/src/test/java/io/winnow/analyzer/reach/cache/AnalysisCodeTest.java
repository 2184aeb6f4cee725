// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.reach.object.MadeCalls;
import io.winnow.analyzer.reach.object.ObjectCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other code of the analysis found in a file is not taken for what this one finds. */
class AnalysisCodeTest {

    private static final String OF_NUMBERS = "io/winnow/analyzer/reach/object/NumberSearch.class";

    @TempDir
    private Path directory;

    private Path classes;

    @BeforeEach
    void copy() throws Exception {
        Path built = Path.of(AnalysisCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        classes = directory.resolve("classes");
        if (Files.isDirectory(built)) {
            copy(built);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(built)) {
                copy(jar.getPath("/"));
            }
        }
    }

    private void copy(Path built) throws IOException {
        for (Path file : files(built)) {
            Path target = classes.resolve(built.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    @Test
    void theSameClassesHaveTheSameDigestWhereverTheyLie() throws IOException {
        assertThat(AnalysisCode.digest()).hasSize(16).isEqualTo(AnalysisCode.digest(classes)).isEqualTo(AnalysisCode.digest(jar()));
    }

    @Test
    void aClassThatChangesChangesTheDigest() throws IOException {
        String before = AnalysisCode.digest(classes);
        Path changed = classes.resolve(OF_NUMBERS);
        byte[] code = Files.readAllBytes(changed);
        code[code.length / 2] ^= 1;
        Files.write(changed, code);
        assertThat(AnalysisCode.digest(classes)).isNotEqualTo(before);
        assertThat(AnalysisCode.digest(jar())).isEqualTo(AnalysisCode.digest(classes));
        Files.delete(changed);
        assertThat(AnalysisCode.digest(classes)).isNotEqualTo(before);
    }

    @Test
    void whereNoClassIsThereIsNoDigest() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other/io/winnow/analyzer/reach"));
        Files.writeString(other.resolve("text"), "no class");
        assertThatThrownBy(() -> AnalysisCode.digest(directory.resolve("other"))).isInstanceOf(IOException.class).hasMessageContaining("no class");
    }

    @Test
    void whatOtherCodeKeptIsNotFoundAndStays() throws IOException {
        Path kept = directory.resolve("kept");
        ObjectCode code = new ObjectCode("libx.so", List.of(), "", "", -1, new int[0], new ObjectCode.Node[0], new ObjectCode.Node[0], new String[0], Map.of(), new int[0],
                Map.<Integer, MadeCalls>of(), Map.of(), Set.of(), false);
        ObjectFiles other = new ObjectFiles(kept, "0000000000000000", 1 << 20);
        assertThat(other.add("key", code)).isTrue();
        ObjectFiles own = ObjectFiles.of(kept);
        assertThat(own.find("key")).isEmpty();
        assertThat(own.add("key", code)).isTrue();
        assertThat(own.find("key")).map(ObjectCode::soname).contains("libx.so");
        assertThat(other.find("key")).isPresent();
    }

    private Path jar() throws IOException {
        Path jar = directory.resolve("analysis.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            List<Path> files = files(classes);
            for (Path each : files.stream().sorted(Comparator.reverseOrder()).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                out.write(Files.readAllBytes(each));
                out.closeEntry();
            }
        }
        return jar;
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
