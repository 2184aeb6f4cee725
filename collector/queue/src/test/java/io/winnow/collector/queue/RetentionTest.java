// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.queue.chronicle.Roll;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Roll ROLL = Roll.MINUTELY;
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    @TempDir
    Path directory;

    private Retention retention(Duration keep, long maxBytes) {
        return new Retention(new QueueDirectory(directory), ROLL, keep, maxBytes, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** The index of the first document of the file that is so many minutes old. */
    private static long index(int minutesAgo) {
        return ROLL.cycle().toIndex((int) (NOW.toEpochMilli() / MINUTE) - minutesAgo, 0);
    }

    private void file(int minutesAgo, long bytes) throws IOException {
        Path file = directory.resolve(ROLL.fileName(index(minutesAgo)));
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(bytes);
        }
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofMinutes(minutesAgo))));
    }

    private List<String> left() {
        return new QueueDirectory(directory).rollFiles().stream().map(file -> file.getFileName().toString()).toList();
    }

    private static String name(int minutesAgo) {
        return ROLL.fileName(index(minutesAgo));
    }

    @Test
    void fileNamesShowTheirTimeSpan() {
        assertThat(name(0)).isEqualTo("20260301-1200.cq4");
        for (Roll roll : Roll.values()) {
            assertThat(Roll.ofFile(roll.fileName(roll.cycle().toIndex(20_000, 0)))).as(roll.name()).hasValue(roll);
        }
        assertThat(Roll.ofFile("20260301-1200.cq4.1")).isEmpty();
        assertThat(Roll.ofFile("metadata.cq4t")).isEmpty();
        assertThat(Roll.ofFile("anything.cq4")).isEmpty();
    }

    @Test
    void whatEveryReaderHasDoneWithGoesWhenItIsOldEnough() throws Exception {
        for (int age = 0; age < 6; age++) {
            file(age, 10);
        }
        Retention retention = retention(Duration.ofMinutes(3), 1 << 20);
        assertThat(retention.apply(List.of(index(0), index(4)), false)).isEqualTo(1); // the slowest is in the one of 4 minutes
        assertThat(left()).containsExactly(name(4), name(3), name(2), name(1), name(0));
        assertThat(retention.apply(List.of(index(0)), false)).isEqualTo(1); // younger ones stay
        assertThat(left()).containsExactly(name(3), name(2), name(1), name(0));
        assertThat(retention.unreadFiles()).isZero();
    }

    @Test
    void withoutAReaderNothingCountsAsRead() throws Exception {
        file(9, 10);
        file(0, 10);
        assertThat(retention(Duration.ZERO, 1 << 20).apply(List.of(), true)).isZero();
    }

    @Test
    void aFullDiskTakesWhatIsReadWhateverItsAge() throws Exception {
        for (int age = 0; age < 3; age++) {
            file(age, 10);
        }
        assertThat(retention(Duration.ofHours(1), 1 << 20).apply(List.of(index(1)), true)).isEqualTo(1);
        assertThat(left()).containsExactly(name(1), name(0));
    }

    @Test
    void pastTheCapTheOldestGoesUnreadAndIsCounted() throws Exception {
        for (int age = 0; age < 4; age++) {
            file(age, 100);
        }
        Retention retention = retention(Duration.ofHours(1), 250);
        assertThat(retention.apply(List.of(index(3)), false)).isEqualTo(2);
        assertThat(left()).containsExactly(name(1), name(0));
        assertThat(retention.unreadFiles()).isEqualTo(2);
    }

    @Test
    void theNewestFileAlwaysStays() throws Exception {
        file(5, 1 << 20);
        assertThat(retention(Duration.ZERO, 10).apply(List.of(index(0)), true)).isZero();
        assertThat(left()).hasSize(1);
    }
}
