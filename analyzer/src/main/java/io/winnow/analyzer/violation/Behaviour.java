// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Optional;

/**
 * What was done.
 *
 * @param item the item that fell outside; null for a loss
 * @param arguments the six registers of the call in progress; empty where only a snapshot tells of it
 * @param result of a refused call, {@code -errno}; otherwise 0
 * @param program the path given to execve, for an executable; otherwise empty
 * @param loss what was lost, for a loss; otherwise empty
 */
public record Behaviour(Item item, List<Long> arguments, long result, String program, String loss) {

    public Behaviour {
        arguments = List.copyOf(arguments);
    }

    /** The name of the call in the table of its ABI; empty where the table has none: what is unknown gets no name. */
    public Optional<String> syscall() {
        return item == null ? Optional.empty() : SyscallTable.name(item.abi(), item.nr());
    }
}
