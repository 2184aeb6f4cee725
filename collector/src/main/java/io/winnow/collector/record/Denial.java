// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** The detail of a denial item: an errno, or this bit. */
public final class Denial {

    /** The call ended in SIGSYS. */
    public static final int SIGNAL = 0x10000;

    private Denial() {}
}
