// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

/** A roll file is not what Chronicle Queue would have written. */
public final class DamagedFileException extends Exception {

    private static final long serialVersionUID = 1L;

    public DamagedFileException(long position, String what) {
        super("at byte " + position + ": " + what);
    }
}
