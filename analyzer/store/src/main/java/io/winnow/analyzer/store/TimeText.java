// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.collector.record.WallTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/**
 * Times of documents, which are ISO 8601 in UTC: {@code 2026-11-30T12:00:00.123456789Z}. In the form in which they are written they are read by hand: a
 * baseline has hundreds of them, and {@link Instant#parse} took more than a third of the time of reading it.
 */
final class TimeText {

    /** Before the Z: digits, of which a fraction may have fewer, and what stands between them. */
    private static final String FORM = "0000-00-00T00:00:00.000000000";
    private static final int SECONDS = FORM.indexOf('.');
    private static final int FRACTION = SECONDS + 1;

    private TimeText() {}

    static String of(long nanos) {
        return WallTime.instant(nanos).toString();
    }

    /** @throws IllegalArgumentException if the text is no time */
    static long nanos(String text) {
        try {
            return isUsual(text) ? read(text) : WallTime.nanos(Instant.parse(String.valueOf(text)));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("time=" + text + " is not a time of the years 1678 to 2261", e);
        }
    }

    /** Whether it has the form that is written, of an hour, minute and second that every day has. */
    private static boolean isUsual(String text) {
        int end = text == null ? 0 : text.length() - 1;
        if (end < SECONDS || end == FRACTION || end > FORM.length() || text.charAt(end) != 'Z') {
            return false;
        }
        for (int place = 0; place < end; place++) {
            char is = text.charAt(place);
            if (FORM.charAt(place) == '0' ? is < '0' || is > '9' : is != FORM.charAt(place)) {
                return false;
            }
        }
        return number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
    }

    private static long read(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
        long second = TimeUnit.HOURS.toSeconds(number(text, 11, 13)) + TimeUnit.MINUTES.toSeconds(number(text, 14, 16)) + number(text, 17, 19);
        long nanos = 0;
        for (int place = FRACTION; place < FORM.length(); place++) {
            nanos = 10 * nanos + (place < text.length() - 1 ? text.charAt(place) - '0' : 0);
        }
        return Math.addExact(Math.multiplyExact(TimeUnit.DAYS.toSeconds(day) + second, WallTime.NANOS_PER_SECOND), nanos);
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int place = from; place < to; place++) {
            number = 10 * number + text.charAt(place) - '0';
        }
        return number;
    }
}
