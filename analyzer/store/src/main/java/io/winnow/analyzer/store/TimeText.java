// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.collector.record.WallTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;

/**
 * Times of documents, which are ISO 8601 in UTC: {@code 2026-11-30T12:00:00.123456789Z}. They are written by hand, and in the form in which they are written
 * they are read so, too: a baseline has hundreds of them, and {@link Instant#parse} took more than a third of the time of reading it.
 */
final class TimeText {

    /** Before the Z: digits, of which a fraction may have fewer, and what stands between them. */
    private static final String FORM = "0000-00-00T00:00:00.000000000";
    private static final int SECONDS = FORM.indexOf('.');
    private static final int FRACTION = SECONDS + 1;
    private static final byte[] FORM_BYTES = (FORM + "Z").getBytes(StandardCharsets.US_ASCII);

    private TimeText() {}

    /** As {@link Instant#toString} writes it: with no fraction, or one of milli-, micro- or nanoseconds. */
    static String of(long nanos) {
        long seconds = Math.floorDiv(nanos, WallTime.NANOS_PER_SECOND);
        int ofDay = (int) Math.floorMod(seconds, TimeUnit.DAYS.toSeconds(1));
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, TimeUnit.DAYS.toSeconds(1)));
        byte[] text = FORM_BYTES.clone();
        write(text, 0, 4, day.getYear());
        write(text, 5, 7, day.getMonthValue());
        write(text, 8, 10, day.getDayOfMonth());
        write(text, 11, 13, ofDay / 3600);
        write(text, 14, 16, ofDay / 60 % 60);
        write(text, 17, 19, ofDay % 60);
        int fraction = (int) Math.floorMod(nanos, WallTime.NANOS_PER_SECOND);
        write(text, FRACTION, FORM.length(), fraction);
        int end = fraction == 0 ? SECONDS : fraction % 1_000_000 == 0 ? FRACTION + 3 : fraction % 1_000 == 0 ? FRACTION + 6 : FORM.length();
        text[end] = 'Z';
        return new String(text, 0, end + 1, StandardCharsets.US_ASCII);
    }

    private static void write(byte[] text, int from, int to, int number) {
        int rest = number;
        for (int place = to - 1; place >= from; place--) {
            text[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
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
