// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.workload.PlainText;
import java.util.Comparator;

/**
 * A seccomp profile that replicas ran under while they were learned from: what it refuses, the workload evidently does without.
 *
 * @param digest {@code sha256:…} of the profile's text
 * @param profile the profile, as JSON of the OCI runtime specification
 */
public record LearnedFilter(String digest, String profile) implements Comparable<LearnedFilter> {

    private static final String ALGORITHM = "sha256:";
    private static final Comparator<LearnedFilter> ORDER = Comparator.comparing(LearnedFilter::digest).thenComparing(LearnedFilter::profile);
    private static final int HASH_DIGITS = 64;

    /** The profile with its digest. */
    public static LearnedFilter of(String profile) {
        return new LearnedFilter(ALGORITHM + PlainText.hash(profile, HASH_DIGITS), profile);
    }

    @Override
    public int compareTo(LearnedFilter other) {
        return ORDER.compare(this, other);
    }
}
