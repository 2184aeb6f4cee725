// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import io.winnow.analyzer.cli.terminal.TerminalText;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 4096}, {@code 64KiB}, {@code 16MiB} or {@code 1GiB}. */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?(B|KiB|MiB|GiB|TiB)?");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes=" + bytes + ": must not be negative");
        }
    }

    /** @throws IllegalArgumentException if it is not such a number */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + TerminalText.printable(text) + "\" is not a size: write 4096, 64KiB, 16MiB or 1GiB");
        }
        int shift = matcher.group(2) == null ? 0 : SHIFTS.get(matcher.group(2));
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("\"" + text + "\" is more bytes than can be counted");
        }
        return new ByteSize(number << shift);
    }

    @Override
    public String toString() {
        for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
            int shift = SHIFTS.get(unit);
            if (bytes != 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + unit;
            }
        }
        return Long.toString(bytes);
    }
}
