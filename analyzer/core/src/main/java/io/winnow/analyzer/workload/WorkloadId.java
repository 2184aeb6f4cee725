// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Comparator;
import java.util.Objects;

/**
 * The name of what replicas share. Both parts are printable and bounded, whatever the names were that they were made from.
 *
 * @param name such as {@code shop/pod/web-0/nginx}, {@code shop/web} or {@code nginx:1.25 nginx -g daemon off;}
 * @param revision digest of the image, so that a new image is a new workload beside the old one; empty if it is not known
 */
public record WorkloadId(String name, String revision) implements Comparable<WorkloadId> {

    private static final Comparator<WorkloadId> ORDER = Comparator.comparing(WorkloadId::name).thenComparing(WorkloadId::revision);

    /** Characters of a digest that people are shown. */
    private static final int SHORT_REVISION = "sha256:".length() + 12;

    private static final String SHORT_ID = "w-";

    private static final int SHORT_ID_DIGITS = 8;

    public WorkloadId {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
    }

    @Override
    public int compareTo(WorkloadId other) {
        return ORDER.compare(this, other);
    }

    /** A short name that is the same on every host and one plain word, whatever the workload is called: {@code w-3fa9c1d2}. */
    public String shortId() {
        return SHORT_ID + digest(SHORT_ID_DIGITS);
    }

    /** The first digits of a SHA-256 over both parts. */
    public String digest(int digits) {
        return PlainText.hash(name + '\0' + revision, digits);
    }

    /** The name, and after an {@code @} the start of the revision. */
    @Override
    public String toString() {
        return revision.isEmpty() ? name : name + "@" + revision.substring(0, Math.min(revision.length(), SHORT_REVISION));
    }
}
