// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Optional;

/**
 * One system call, its entry and its return put together. Times are CLOCK_BOOTTIME in nanoseconds.
 *
 * @param stage of the last that was seen of it
 * @param args as the registers hold them
 * @param entered false: its entry was not seen, and the time is that of the return
 * @param nanos from entry to return; empty if one of them was not seen
 * @param result empty if it has not returned
 */
record TracedCall(
        long time, int tgid, int tid, Abi abi, int nr, Stage stage, List<Long> args, boolean entered, Optional<Long> nanos,
        Optional<Long> result) {

    private static final int ERRNO_MAX = 4095;

    String name() {
        return SyscallTable.label(abi, nr);
    }

    /** The errno that it returned, positive. */
    Optional<Integer> error() {
        return result.filter(value -> value < 0 && value >= -ERRNO_MAX).map(value -> (int) -value);
    }

    boolean isToBeRestarted() {
        return error().filter(Errno::isRestart).isPresent();
    }
}
