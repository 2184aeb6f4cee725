// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

/** A roll file is not what Chronicle Queue would have written. */
final class DamagedFileException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedFileException(long position, String what) {
        super("at byte " + position + ": " + what);
    }
}
