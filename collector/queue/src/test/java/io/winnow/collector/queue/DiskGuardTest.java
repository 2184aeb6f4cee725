// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class DiskGuardTest {

    private static final long MIB = 1 << 20;
    private static final long RESERVE = 100 * MIB;

    @TempDir
    Path directory;

    private long free;

    private DiskGuard guard() {
        return new DiskGuard(directory, () -> free, RESERVE);
    }

    @Test
    void aDocumentLeavesTheReserveAndAMarginForWhatComesWithIt() {
        DiskGuard guard = guard();
        free = RESERVE + 3 * MIB;
        assertThat(guard.admits(2 * MIB)).isTrue();
        assertThat(guard.admits(2 * MIB + 1)).isFalse();
    }

    @Test
    void theDiskIsFullIfThereIsSpaceForNothing() {
        DiskGuard guard = guard();
        free = RESERVE + MIB;
        assertThat(guard.full()).isFalse();
        free--;
        assertThat(guard.full()).isTrue();
    }

    @Test
    void theDiskIsFullUntilThereIsSpaceForTheLargestThatWasRefused() {
        DiskGuard guard = guard();
        free = RESERVE + 3 * MIB;
        assertThat(guard.full()).isFalse();
        assertThat(guard.admits(4 * MIB)).isFalse();
        assertThat(guard.admits(3 * MIB)).isFalse();
        assertThat(guard.admits(MIB)).as("a smaller one").isTrue();
        assertThat(guard.full()).as("still").isTrue();
        free = RESERVE + 5 * MIB;
        assertThat(guard.full()).isFalse();
        free = RESERVE + 3 * MIB;
        assertThat(guard.full()).as("nothing has been refused since").isFalse();
    }

    @Test
    void documentsOfTwoSizesDoNotReportAFullDiskByTurns() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(DiskGuard.class);
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        try {
            DiskGuard guard = guard();
            free = RESERVE + 2 * MIB;
            for (int i = 0; i < 3; i++) {
                assertThat(guard.admits(2 * MIB)).isFalse();
                assertThat(guard.admits(100)).isTrue();
                assertThat(guard.full()).isTrue();
            }
            free = RESERVE + 3 * MIB;
            for (int i = 0; i < 3; i++) {
                assertThat(guard.admits(100)).isTrue();
                assertThat(guard.full()).isFalse();
            }
        } finally {
            logger.setLevel(null);
            logger.detachAppender(log);
        }
        List<Level> logged = log.list.stream()
                .filter(event -> event.getFormattedMessage().contains(directory.toString()))
                .map(ILoggingEvent::getLevel)
                .toList();
        assertThat(logged).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void theSpaceThatTheTrialTakesIsGivenBack() throws Exception {
        guard().requireSpaceToOpen();
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }
}
