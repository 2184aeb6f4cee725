// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

/**
 * When a cgroup was there. Wall time in nanoseconds since 1970.
 *
 * @param from a time when it was there, the earlier the better; the largest number if none is known
 * @param until when it was removed; the largest number while it is there, or if that is not known
 */
public record CgroupSpan(long from, long until) {

    /** It is there now, and no more is known. */
    public static final CgroupSpan NOW = new CgroupSpan(Long.MAX_VALUE, Long.MAX_VALUE);

    boolean contains(long wallTime) {
        return from <= wallTime && wallTime <= until;
    }
}
