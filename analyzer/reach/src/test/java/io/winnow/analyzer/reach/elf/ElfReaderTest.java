// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfReaderTest {

    private static final Path TRUE = Path.of("/usr/bin/true");

    @TempDir
    private Path directory;

    @Test
    void aProgramHasAnEntryALoaderAndLibraries() throws Exception {
        ElfFile file = ElfReader.read(ElfSource.of(TRUE));
        assertThat(file.entry()).isPositive();
        assertThat(file.interpreter()).isEqualTo("/lib64/ld-linux-x86-64.so.2");
        assertThat(file.dynamic().needed()).contains("libc.so.6");
        assertThat(file.buildId()).hasSize(40);
        assertThat(file.ranges()).hasSizeGreaterThan(50);
        assertThat(file.dynamicSymbols()).extracting(ElfSymbol::name).contains("exit");
        assertThat(file.go()).isFalse();
    }

    @Test
    void aLibraryHasANameAndDefinesSymbols() throws Exception {
        ElfFile file = ElfReader.read(ElfSource.of(Path.of("/lib/x86_64-linux-gnu/libc.so.6")));
        assertThat(file.dynamic().soname()).isEqualTo("libc.so.6");
        assertThat(file.dynamicSymbols().stream().filter(ElfSymbol::defined)).extracting(ElfSymbol::name).contains("fsync", "syscall", "memcpy");
        assertThat(file.relocations()).anyMatch(each -> each.kind() == Relocation.Kind.RESOLVER);
    }

    @Test
    void functionsOfGoProgramsHaveTheirNames() throws Exception {
        ElfFile file = ElfReader.read(ElfSource.of(Path.of("/usr/bin/containerd")));
        assertThat(file.go()).isTrue();
        assertThat(file.ranges()).extracting(FunctionRange::name).contains("runtime.mstart", "main.main", "syscall.Syscall");
    }

    @Test
    void whatIsNoElfFileIsSaidToBeNone() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\nexit 0\n" + "#".repeat(100));
        assertThatThrownBy(() -> ElfReader.read(ElfSource.of(script))).isInstanceOf(MalformedElfException.class).hasMessage("it is no ELF file");
        assertThatThrownBy(() -> ElfReader.read(ElfSource.of(new byte[3]))).isInstanceOf(MalformedElfException.class).hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> ElfSource.of(directory)).isInstanceOf(MalformedElfException.class).hasMessage("it is no regular file");
        assertThatThrownBy(() -> ElfSource.of(Path.of("/nowhere"))).isInstanceOf(MalformedElfException.class).hasMessage("there is no such file");
    }

    @Test
    void aFileThatEndsEarlyIsTruncated() throws IOException {
        byte[] whole = Files.readAllBytes(TRUE);
        assertThatThrownBy(() -> ElfReader.read(ElfSource.of(Arrays.copyOf(whole, 1_000))))
                .isInstanceOf(MalformedElfException.class).hasMessageContaining("truncated");
    }

    @Test
    void aSegmentBeyondTheLimitIsRefusedBeforeItIsRead() throws IOException {
        byte[] bytes = Files.readAllBytes(TRUE);
        for (int header = 0; header < bytes[56]; header++) {
            int at = 64 + 56 * header;
            if (bytes[at] == 1) {
                Arrays.fill(bytes, at + 32, at + 40, (byte) 0x7f);
            }
        }
        assertThatThrownBy(() -> ElfReader.read(ElfSource.of(bytes))).isInstanceOf(MalformedElfException.class).hasMessageContaining("larger than 160 MiB");
    }
}
