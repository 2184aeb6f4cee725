// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.sequence;

import io.winnow.collector.record.Abi;

/**
 * A system call in a recording.
 *
 * @param nr in the table of {@code abi}
 */
public record RecordedCall(long process, long thread, Abi abi, int nr) {

    /** The call as a number that no call of another table has. */
    long code() {
        return (long) abi.ordinal() << Integer.SIZE | nr & 0xffffffffL;
    }
}
