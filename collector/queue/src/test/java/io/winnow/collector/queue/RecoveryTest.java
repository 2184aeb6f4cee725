// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.queue.chronicle.Roll;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening what was mended, where Chronicle fails. */
class RecoveryTest {

    private static final Roll ROLL = Roll.MINUTELY;

    @TempDir
    Path directory;

    private Recovery recovery;
    private List<Path> files;
    private int attempts;

    @BeforeEach
    void fill() throws Exception {
        for (int minute = 0; minute < 3; minute++) {
            Files.createFile(directory.resolve(ROLL.fileName(ROLL.cycle().toIndex(20_000 + minute, 0))));
        }
        files = present();
        recovery = new Recovery(new QueueDirectory(directory));
    }

    private List<Path> present() {
        return new QueueDirectory(directory).rollFiles();
    }

    private List<String> quarantined() throws IOException {
        Path aside = directory.resolve(QueueDirectory.QUARANTINE);
        if (!Files.exists(aside)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(aside)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    private String open(Supplier<RuntimeException> failure) throws IOException {
        return recovery.open(() -> {
            attempts++;
            RuntimeException e = failure.get();
            if (e != null) {
                throw e;
            }
            return "open";
        });
    }

    @Test
    void aFileThatTheQueueOpensWithoutIsMovedAside() throws Exception {
        Path newest = files.get(2);
        assertThat(open(() -> Files.exists(newest) ? new IllegalStateException("not in this form") : null)).isEqualTo("open");
        assertThat(present()).isEqualTo(files.subList(0, 2));
        assertThat(quarantined()).containsExactly(newest.getFileName().toString());
        assertThat(recovery.quarantined()).isEqualTo(1);
    }

    @Test
    void whereTheQueueDoesNotOpenWithoutTheNewestFileEitherAllFilesStay() throws Exception {
        for (int start = 0; start < 3; start++) {
            assertThatThrownBy(() -> open(() -> new IllegalStateException(new IllegalArgumentException("Map failed"))))
                    .isInstanceOf(QueueException.class)
                    .hasMessageContaining(directory + " cannot be opened (Map failed)");
            assertThat(present()).isEqualTo(files);
        }
        assertThat(quarantined()).isEmpty();
        assertThat(recovery.quarantined()).isZero();
    }

    @Test
    void whatTheSystemRefusesIsNoFilesFault() throws Exception {
        Path newest = files.get(2);
        IOException limit = new FileNotFoundException(newest + " (Too many open files)");
        assertThatThrownBy(() -> open(() -> Files.exists(newest) ? RecoveryTest.<RuntimeException>undeclared(limit) : null))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("cannot be opened (" + limit.getMessage() + ")")
                .hasMessageContaining("limits of open files");
        assertThat(present()).isEqualTo(files);
        assertThat(quarantined()).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException undeclared(Throwable e) throws T {
        throw (T) e;
    }

    @Test
    void aFaultOfTheMappedMemoryLeavesTheFilesToo() throws Exception {
        assertThatThrownBy(() -> recovery.open(() -> {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        })).isInstanceOf(QueueException.class).hasMessageContaining("a fault occurred");
        assertThat(present()).isEqualTo(files);
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void whatPassesByItselfMovesNoFile() throws Exception {
        assertThat(open(() -> attempts == 1 ? new IllegalStateException("for a moment") : null)).isEqualTo("open");
        assertThat(present()).isEqualTo(files);
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void withoutAnyFileTheFailureIsReported() throws Exception {
        for (Path file : files) {
            Files.delete(file);
        }
        assertThatThrownBy(() -> open(() -> new IllegalStateException("no mapping")))
                .isInstanceOf(QueueException.class)
                .hasMessageContaining("no mapping");
        assertThat(quarantined()).isEmpty();
    }
}
