// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.Set;

/** Whether a workload makes code at run time, as just-in-time compilers do: memory that is written and executed, or made executable later. */
public final class WrittenCode {

    private static final long PROT_WRITE = 0x2;
    private static final int PROTECTION = 2;

    /** Calls that can make memory executable, and whose arguments are not learned. */
    private static final Set<String> UNKNOWN = Set.of("shmat", "pkey_mprotect", "remap_file_pages", "uselib");

    private static final Set<Stage> STAGES = EnumSet.of(Stage.START, Stage.SERVE, Stage.EXEC);

    private WrittenCode() {}

    /** True only if everything that could show it was learned and shows none. */
    public static boolean neverIn(Baseline baseline) {
        boolean known = baseline.items(ItemKind.SYSCALL).findAny().isPresent() && !baseline.gaps().containsKey(GapReason.ITEMS_FULL);
        return known && baseline.items(ItemKind.SYSCALL).map(entry -> entry.getKey()).allMatch(WrittenCode::harmless)
                && protections(baseline, "mmap").stream().noneMatch(value -> (value & PROT_WRITE) != 0)
                && protections(baseline, "mprotect").isEmpty();
    }

    private static boolean harmless(Item call) {
        return !STAGES.contains(call.stage()) || call.abi() == Abi.X86_64 && SyscallTable.name(call.abi(), call.nr()).filter(UNKNOWN::contains).isEmpty();
    }

    /** Values with PROT_EXEC: others are not learned. A set that is open counts as written code. */
    private static Set<Long> protections(Baseline baseline, String call) {
        ArgumentSet seen = baseline.arguments(STAGES, Abi.X86_64, SyscallTable.number(Abi.X86_64, call).orElseThrow(), PROTECTION);
        return seen.closed() ? seen.values() : Set.of(PROT_WRITE);
    }
}
