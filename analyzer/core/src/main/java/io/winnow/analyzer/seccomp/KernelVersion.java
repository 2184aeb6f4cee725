// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kernel's version as profiles compare it: two numbers. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {

    /** The oldest one that Winnow runs on. The tracer's probe and the documents name the same, which a test holds. */
    public static final KernelVersion OLDEST = new KernelVersion(5, 10);

    private static final Pattern LEADING_NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?![0-9]).*", Pattern.DOTALL);
    private static final Comparator<KernelVersion> ORDER =
            Comparator.comparingInt(KernelVersion::major).thenComparingInt(KernelVersion::minor);

    /** The first two numbers of a release such as {@code 6.1.0-18-amd64}; empty if it does not start with them. */
    public static Optional<KernelVersion> parse(String release) {
        Matcher numbers = LEADING_NUMBERS.matcher(release);
        return numbers.matches()
                ? Optional.of(new KernelVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(KernelVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
