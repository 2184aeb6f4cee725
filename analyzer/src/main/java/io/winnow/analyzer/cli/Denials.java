// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The refused calls of one observation: news with arguments and the program, and counts from snapshots, which are the truth. */
final class Denials {

    private static final int ENOSYS = 38;

    private static final Comparator<Item> ORDER = Comparator.comparing(Item::abi)
            .thenComparingInt(Item::nr)
            .thenComparingLong(Item::detail)
            .thenComparing(Item::stage)
            .thenComparingInt(Item::arg);

    private final Map<Item, Event.Sight> first = new TreeMap<>(ORDER);
    private final Map<Item, Long> counts = new TreeMap<>(ORDER);

    /**
     * A refusal.
     *
     * @param arguments of the first call, in hex; empty where its record was lost
     * @param how {@code errno 1}, or {@code signal}
     * @param executable of the first call; empty where its record was lost
     * @param onPurpose the profile answers this call with "not implemented", so that a library takes an older one
     */
    record Refused(
            String stage, String abi, String syscall, List<String> arguments, String how, String executable, String comm, long count,
            boolean onPurpose) {}

    void accept(Event event) {
        if (event instanceof Event.Sight sight && sight.item().kind() == ItemKind.DENIAL) {
            first.putIfAbsent(sight.item(), sight);
            counts.merge(sight.item(), sight.count(), Math::max);
        } else if (event instanceof Event.Snapshot snapshot) {
            snapshot.items().stream().filter(state -> state.item().kind() == ItemKind.DENIAL).forEach(state ->
                    counts.merge(state.item(), state.count(), Math::max));
        }
    }

    /** @param evaluator of the profile that was in force */
    List<Refused> refused(Evaluator evaluator) {
        List<Refused> refused = new ArrayList<>();
        counts.forEach((item, count) -> refused.add(refused(item, count, evaluator)));
        return refused;
    }

    private Refused refused(Item item, long count, Evaluator evaluator) {
        Event.Sight sight = first.get(item);
        String how = item.detail() == Denial.SIGNAL ? "signal" : "errno " + item.detail();
        long[] args = sight == null ? new long[0] : sight.args().stream().mapToLong(Long::longValue).toArray();
        Verdict verdict = evaluator.evaluate(item.abi(), item.nr(), args);
        boolean onPurpose = item.detail() == ENOSYS && verdict.reason() == Verdict.Reason.RULE && verdict.errno() == ENOSYS;
        return new Refused(
                item.stage().label(), item.abi().label(), SyscallTable.name(item.abi(), item.nr()).orElse("call " + item.nr()),
                sight == null ? List.of() : sight.args().stream().map(value -> "0x" + Long.toHexString(value)).toList(), how,
                sight == null ? "" : sight.path(), sight == null ? "" : sight.actor().comm(), count, onPurpose);
    }
}
