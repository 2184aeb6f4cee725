// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * Turns the kernel's times into wall time.
 *
 * @param offset CLOCK_REALTIME − CLOCK_BOOTTIME in nanoseconds, when the document was written
 */
record Clocks(long offset) {

    /** Wall time of a kernel time; 0 ("not yet") stays 0. */
    long wall(long bootTime) {
        return bootTime == 0 ? 0 : bootTime + offset;
    }
}
