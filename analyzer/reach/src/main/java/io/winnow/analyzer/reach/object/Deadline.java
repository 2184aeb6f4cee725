// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import java.time.Duration;

/** When an analysis gives up. */
public final class Deadline {

    private final long end;
    private final Duration limit;

    /** @param limit from now on */
    public Deadline(Duration limit) {
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /**
     * Goes on only while there is time.
     *
     * @throws NotAnalyzedException if there is none left
     */
    public void check() throws NotAnalyzedException {
        if (System.nanoTime() - end > 0) {
            throw new NotAnalyzedException("it takes longer than " + limit.toSeconds() + " s");
        }
    }
}
