// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.ItemVisitor;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The refused calls of one observation: news with arguments and the program, and counts from snapshots, which are the truth. They are listed in
 * the order in which they were first refused: a program that is refused one call makes others to complain or to end, and those may be refused too.
 */
public final class Denials extends ItemVisitor {

    private static final Comparator<Item> ORDER = Comparator.comparing(Item::abi)
            .thenComparingInt(Item::nr)
            .thenComparingLong(Item::detail)
            .thenComparing(Item::stage)
            .thenComparingInt(Item::arg);

    private final Map<Item, Event.Observation> first = new TreeMap<>(ORDER);
    private final Map<Item, Long> counts = new TreeMap<>(ORDER);
    private final Map<Item, Long> times = new TreeMap<>(ORDER);
    private volatile boolean seen;

    /**
     * A refusal.
     *
     * @param arguments of the first call, in hex; empty if its record was lost
     * @param how {@code errno 1}, or {@code signal}
     * @param executable of the first call; empty if its record was lost
     * @param after the call that was refused before this one, which may be how the program takes it: to be looked at again once that one is
     *     allowed. Empty if there is no earlier one
     * @param onPurpose the profile answers this call with "not implemented", so that a library takes an older one
     */
    public record Refused(
            String stage, String abi, String syscall, List<String> arguments, String how, String executable, String comm, long count,
            String after, boolean onPurpose) {

        /** Nothing else that was refused can be the reason for it. */
        public boolean first() {
            return after.isEmpty();
        }

        private Refused after(String other) {
            return new Refused(stage, abi, syscall, arguments, how, executable, comm, count, other, onPurpose);
        }
    }

    /** Whether a refusal has been seen that a filter of the container's own cannot be the reason for; for any thread. */
    boolean seen() {
        return seen;
    }

    @Override
    public void visit(Event.Observation observation) {
        if (observation.item().kind() == ItemKind.DENIAL) {
            first.putIfAbsent(observation.item(), observation);
            note(observation.item(), observation.count(), observation.time());
        }
    }

    @Override
    public void visit(Event.Snapshot snapshot) {
        snapshot.items().stream().filter(state -> state.item().kind() == ItemKind.DENIAL).forEach(state ->
                note(state.item(), state.count(), state.first()));
    }

    private void note(Item item, long count, long time) {
        counts.merge(item, count, Math::max);
        times.merge(item, time, Math::min);
        seen |= !Denial.isOwn(item.detail());
    }

    /**
     * In order of time.
     *
     * @param evaluator of the profile that was in force
     */
    public List<Refused> refused(Evaluator evaluator) {
        List<Refused> refused = new ArrayList<>();
        String first = "";
        for (Item item : counts.keySet().stream().sorted(Comparator.comparingLong(times::get)).toList()) {
            if (isOwn(item, evaluator)) {
                continue;
            }
            Refused each = refused(item, counts.get(item), evaluator);
            if (first.isEmpty() && !each.onPurpose()) {
                first = each.syscall();
            }
            refused.add(each.onPurpose() || each.syscall().equals(first) ? each : each.after(first));
        }
        return refused;
    }

    /** A filter of the container's own answered, because the profile in force answers otherwise. If both answer alike, it is the profile's. */
    private boolean isOwn(Item item, Evaluator evaluator) {
        return Denial.isOwn(item.detail()) && !evaluator.evaluate(item.abi(), item.nr(), arguments(item)).explains(item.detail());
    }

    private long[] arguments(Item item) {
        Event.Observation observation = first.get(item);
        return observation == null ? new long[0] : observation.args().stream().mapToLong(Long::longValue).toArray();
    }

    private Refused refused(Item item, long count, Evaluator evaluator) {
        Event.Observation observation = first.get(item);
        String how = Denial.isSignal(item.detail()) ? "signal" : "errno " + Denial.errno(item.detail());
        Verdict verdict = evaluator.evaluate(item.abi(), item.nr(), arguments(item));
        boolean onPurpose = Denial.errno(item.detail()) == Errno.ENOSYS && verdict.errno() == Errno.ENOSYS
                && (verdict.reason() == Verdict.Reason.RULE || item.isBeyondTable());
        return new Refused(
                item.stage().label(), item.abi().label(), Summary.syscall(item.abi(), item.nr()),
                observation == null ? List.of() : observation.args().stream().map(value -> "0x" + Long.toHexString(value)).toList(), how,
                observation == null ? "" : observation.path(), observation == null ? "" : observation.actor().comm(), count, "", onPurpose);
    }
}
