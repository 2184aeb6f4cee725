// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    private static final int TIMES = 100_000;
    private static final long EARLIEST = Long.MIN_VALUE / WallTime.NANOS_PER_SECOND * WallTime.NANOS_PER_SECOND;

    @Test
    void anyTimeIsWrittenAsTheJavaLibraryDoesAndReadAgain() {
        Random random = new Random(7);
        for (int i = 0; i < TIMES; i++) {
            long[] fractions = {1, 1_000, 1_000_000, WallTime.NANOS_PER_SECOND};
            long nanos = Math.max(EARLIEST, random.nextLong()) / fractions[i % fractions.length] * fractions[i % fractions.length];
            assertThat(TimeText.of(nanos)).isEqualTo(WallTime.instant(nanos).toString());
            assertThat(TimeText.nanos(TimeText.of(nanos))).isEqualTo(nanos);
        }
        assertThat(TimeText.nanos(TimeText.of(EARLIEST))).isEqualTo(EARLIEST);
        assertThat(TimeText.nanos(TimeText.of(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTextIsATimeIfTheJavaLibraryTakesItForTheSameOne() {
        Random random = new Random(8);
        String characters = "0123456789-:TZ.+ ";
        for (int i = 0; i < TIMES; i++) {
            StringBuilder text = new StringBuilder(TimeText.of(random.nextLong()));
            for (int change = random.nextInt(3); change > 0; change--) {
                text.setCharAt(random.nextInt(text.length()), characters.charAt(random.nextInt(characters.length())));
            }
            assertThat(read(text.toString())).as(text.toString()).isEqualTo(parsed(text.toString()));
        }
    }

    private static Long read(String text) {
        try {
            return TimeText.nanos(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Long parsed(String text) {
        try {
            return WallTime.nanos(Instant.parse(text));
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30T12:00:00Z", "2026-11-30T12:00:00.1Z", "2026-11-30T24:00:00Z", "2016-12-31T23:59:60Z", "2026-11-30T12:00:00.123456789Z"})
    void whatTheStandardAllowsIsRead(String text) {
        assertThat(read(text)).isEqualTo(parsed(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z", "2026-11-30T12:00:00.1234567891Z", "2026-11-30T12:00:00",
        "1600-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "２０２６-11-30T12:00:00Z"})
    void whatIsNoTimeIsAnErrorThatNamesIt(String text) {
        assertThatThrownBy(() -> TimeText.nanos(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("time=" + text);
    }
}
