// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.reach.Reach;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the programs of a workload can call, as an analysis of their files says, and none of them was seen to. */
public final class UnseenCalls {

    private UnseenCalls() {}

    /** Names, in the ABIs that the workload used. */
    public static SortedSet<String> of(Reach reach, Baseline baseline) {
        Set<Item> seen = baseline.items(ItemKind.SYSCALL).map(entry -> entry.getKey()).filter(item -> item.stage() != Stage.SETUP).collect(Collectors.toSet());
        Set<Abi> abis = EnumSet.of(Abi.X86_64);
        seen.forEach(item -> abis.add(item.abi()));
        SortedSet<String> names = new TreeSet<>();
        for (Abi abi : abis) {
            reach.calls(abi).keySet().stream()
                    .filter(number -> seen.stream().noneMatch(item -> item.abi() == abi && item.nr() == number))
                    .forEach(number -> SyscallTable.name(abi, number).ifPresent(names::add));
        }
        return names;
    }
}
