// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.Loss;
import java.util.List;

/** What was done. */
public sealed interface Behaviour {

    /**
     * The container did something.
     *
     * @param item what fell outside
     * @param arguments the six registers of the call in progress; empty if only a snapshot shows it
     * @param result return value of a refused call, otherwise 0
     * @param executable path of the program, as seen from the process's root; for an executable item the path given to execve; empty if
     *     only snapshots show it. Untrusted.
     */
    record Act(Item item, List<Long> arguments, long result, String executable) implements Behaviour {

        public Act {
            arguments = List.copyOf(arguments);
        }
    }

    /** Something about the container was lost that no snapshot makes good. */
    record Lost(Loss reason) implements Behaviour {}

    /**
     * The container did more than its budget of reports allows.
     *
     * @param violations that were not reported one by one up to now
     */
    record HeldBack(long violations) implements Behaviour {}
}
