// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.Event;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Calls for which the kernel asks for a lesser capability first and for a greater one only after a refusal:
 * {@code capable(CAP_PERFMON) || capable(CAP_SYS_ADMIN)} (include/linux/capability.h, and {@code generic_permission} in fs/namei.c
 * for reads and searches). In one replica the numbers of checks show it: if there were no more checks of the greater one than
 * refusals of the lesser ones, every check of it was such a fallback, and the lesser capability would have been enough.
 */
public final class CapabilityFallback {

    private static final Map<Capability, Set<Capability>> LESSER = Map.of(
            Capability.CAP_DAC_OVERRIDE,
            Set.of(Capability.CAP_DAC_READ_SEARCH),
            Capability.CAP_SYS_ADMIN,
            Set.of(
                    Capability.CAP_PERFMON,
                    Capability.CAP_BPF,
                    Capability.CAP_CHECKPOINT_RESTORE,
                    Capability.CAP_SYSLOG,
                    Capability.CAP_NET_ADMIN));

    /** Two counters are not read at one moment: they compare once they have not changed for this long. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private CapabilityFallback() {}

    /** The capabilities that the kernel asks for before this one in a call; empty for most. */
    public static Set<Capability> lesser(Capability capability, Abi abi, int nr) {
        Set<Capability> lesser = EnumSet.noneOf(Capability.class);
        lesser.addAll(LESSER.getOrDefault(capability, Set.of()));
        if (!isCall("bpf", abi, nr)) {
            lesser.remove(Capability.CAP_NET_ADMIN); // everywhere else it is asked for alone
        }
        return lesser;
    }

    /** Those of them that were refused before this check granted the greater one. */
    public static Set<Capability> refused(Baseline baseline, Item granted) {
        Set<Capability> refused = EnumSet.noneOf(Capability.class);
        Capability.find(granted.arg()).ifPresent(capability -> refused.addAll(lesser(capability, granted.abi(), granted.nr())));
        refused.removeIf(lesser -> !baseline.contains(sameCheck(granted, lesser, granted.detail() & ~CapabilityCheck.GRANTED)));
        return refused;
    }

    /** A check of another capability in the same call. */
    static Item sameCheck(Item check, Capability capability, long detail) {
        return new Item(check.kind(), check.abi(), check.stage(), capability.number(), check.nr(), detail);
    }

    /**
     * If the kernel asks in reverse order, for the greater capability first, a process that has that is never asked for the lesser one, which is
     * enough: {@code ioprio_set} (block/ioprio.c).
     */
    public static Optional<Capability> enoughInstead(Capability capability, Abi abi, int nr) {
        return capability == Capability.CAP_SYS_ADMIN && isCall("ioprio_set", abi, nr) ? Optional.of(Capability.CAP_SYS_NICE) : Optional.empty();
    }

    private static boolean isCall(String name, Abi abi, int nr) {
        return SyscallTable.name(abi, nr).filter(name::equals).isPresent();
    }

    /**
     * Judges the capability checks of one replica.
     *
     * @return for each granted check of a greater capability that can be judged: {@link Sighting#FALLBACK} or
     *     {@link Sighting#BEYOND_FALLBACK}
     */
    public static Map<Item, Integer> judge(Event.Snapshot snapshot) {
        Map<Item, Integer> verdicts = new HashMap<>();
        for (Event.ItemState state : snapshot.items()) {
            Item item = state.item();
            if (item.kind() == ItemKind.CAPABILITY && (item.detail() & CapabilityCheck.GRANTED) != 0) {
                Set<Capability> lesser = Capability.find(item.arg())
                        .map(capability -> lesser(capability, item.abi(), item.nr())).orElse(Set.of());
                if (!lesser.isEmpty()) {
                    judge(snapshot, item, lesser, verdicts);
                }
            }
        }
        return verdicts;
    }

    private static void judge(Event.Snapshot snapshot, Item granted, Set<Capability> lesser, Map<Item, Integer> verdicts) {
        long checks = 0;
        long refusals = 0;
        long last = 0;
        for (Event.ItemState state : snapshot.items()) {
            Item item = state.item();
            if (!sameCall(item, granted)) {
                continue;
            }
            if (item.arg() == granted.arg()) {
                checks += state.count();
                last = Math.max(last, state.last());
            } else if ((item.detail() & CapabilityCheck.GRANTED) == 0 && Capability.find(item.arg()).filter(lesser::contains).isPresent()) {
                refusals += state.count();
                last = Math.max(last, state.last());
            }
        }
        if (snapshot.last() || last < snapshot.time() - SETTLED_NANOS) {
            verdicts.put(granted, checks <= refusals ? Observations.FALLBACK : Observations.BEYOND_FALLBACK);
        }
    }

    /** The same but for capability and verdict. */
    private static boolean sameCall(Item one, Item other) {
        return one.kind() == other.kind()
                && one.stage() == other.stage()
                && one.abi() == other.abi()
                && one.nr() == other.nr()
                && (one.detail() | CapabilityCheck.GRANTED) == (other.detail() | CapabilityCheck.GRANTED);
    }
}
