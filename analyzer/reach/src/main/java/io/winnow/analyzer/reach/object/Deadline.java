// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** When an analysis gives up: by what its thread takes of a CPU, as others may have the CPU for long. For one thread. */
public final class Deadline {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long end;
    private final Duration limit;

    /** @param limit from now on */
    public Deadline(Duration limit) {
        this.limit = limit;
        this.end = THREADS.getCurrentThreadCpuTime() + limit.toNanos();
    }

    /**
     * Goes on only while there is time.
     *
     * @throws NotAnalyzedException if there is none left
     */
    public void check() throws NotAnalyzedException {
        if (THREADS.getCurrentThreadCpuTime() - end > 0) {
            throw new NotAnalyzedException("it takes longer than " + limit.toSeconds() + " s");
        }
    }
}
