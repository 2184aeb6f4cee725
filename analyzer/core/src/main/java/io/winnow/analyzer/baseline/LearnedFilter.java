// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.analyzer.workload.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;

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
    private static final int SHOWN_DIGITS = 12;

    /** The profile with its digest. */
    public static LearnedFilter of(String profile) {
        return new LearnedFilter(ALGORITHM + PlainText.hash(profile, HASH_DIGITS), profile);
    }

    /**
     * The profile as it is loaded: a runtime's configuration has no conditions on the container.
     *
     * @throws ProfileFormatException if it is none
     */
    public SeccompProfile seccomp() {
        return new ProfileReader().read(profile.getBytes(StandardCharsets.UTF_8)).template().resolve(Target.x86(Set.of()));
    }

    /** The first digits of the digest, for people. */
    public String shortDigest() {
        return digest.substring(ALGORITHM.length(), ALGORITHM.length() + SHOWN_DIGITS);
    }

    @Override
    public int compareTo(LearnedFilter other) {
        return ORDER.compare(this, other);
    }
}
