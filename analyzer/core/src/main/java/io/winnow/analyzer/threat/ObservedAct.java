// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a container did, as the table is asked about it.
 *
 * @param item null if it is not known
 * @param arguments the six registers of the call; empty if they are not known
 * @param program path that was started, if the item is about that; untrusted
 * @param circumstances of it
 */
public record ObservedAct(Item item, List<Long> arguments, String program, Set<Circumstance> circumstances) {

    /** Something that was lost. */
    public static final ObservedAct LOST = new ObservedAct(null, List.of(), "", Set.of(Circumstance.LOSS));

    public ObservedAct {
        arguments = List.copyOf(arguments);
        circumstances = Set.copyOf(circumstances);
    }

    /** What is known of an act beside its call: who did it. */
    public static ObservedAct circumstances(Item item) {
        return new ObservedAct(null, List.of(), "", of(item, List.of(), "", false).circumstances());
    }

    /** @param newAbi the workload never used this table of system calls */
    public static ObservedAct of(Item item, List<Long> arguments, String program, boolean newAbi) {
        EnumSet<Circumstance> circumstances = EnumSet.noneOf(Circumstance.class);
        if (item.stage() == Stage.EXEC) {
            circumstances.add(Circumstance.EXEC_SESSION);
        }
        if (newAbi) {
            circumstances.add(Circumstance.NEW_ABI);
        }
        switch (item.kind()) {
            case IO_URING -> circumstances.add(Circumstance.IO_URING);
            case LEFT_CGROUP -> circumstances.add(Circumstance.LEFT_CGROUP);
            case EXECUTABLE -> circumstances.addAll(item.stage() == Stage.SERVE ? Set.of(Circumstance.PROGRAM_WHILE_SERVING) : Set.of());
            case SYSCALL, ARGUMENT, CAPABILITY, DENIAL, HELD -> { }
        }
        return new ObservedAct(item, arguments, item.kind() == ItemKind.EXECUTABLE ? program : "", circumstances);
    }
}
