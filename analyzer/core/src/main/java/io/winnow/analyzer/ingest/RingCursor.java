// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * How far the ring of one epoch has been read. After a crash between append and acknowledgement the collector appends the same bytes
 * once more: that can only follow a new session, so anything else that goes back is a damaged position and moves the cursor instead of
 * silencing what follows.
 */
final class RingCursor {

    static final long UNKNOWN = -1;

    private long next;
    private boolean repeatsPossible;

    RingCursor(long next, boolean repeatsPossible) {
        this.next = next;
        this.repeatsPossible = repeatsPossible;
    }

    void session(boolean sameEpoch, boolean resumed) {
        if (!sameEpoch) {
            next = resumed ? UNKNOWN : 0;
        }
        repeatsPossible = true;
    }

    /**
     * A batch begins.
     *
     * @return bytes of the ring that are missing before it
     */
    long begin(long position) {
        long missing = next == UNKNOWN ? 0 : Math.max(0, position - next);
        if (next == UNKNOWN || missing > 0 || !repeatsPossible) {
            next = position;
        }
        return missing;
    }

    /** Whether the record at this position has been read before. */
    boolean repeated(long position) {
        return position < next;
    }

    void end(long position) {
        if (position >= next) {
            next = position;
            repeatsPossible = false;
        }
    }

    /** Position of the first byte that has not been read, or {@link #UNKNOWN}. */
    long next() {
        return next;
    }

    boolean repeatsPossible() {
        return repeatsPossible;
    }
}
