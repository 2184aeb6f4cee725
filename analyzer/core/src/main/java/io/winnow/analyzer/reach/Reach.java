// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach;

import io.winnow.collector.record.Abi;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The system calls that programs can make at most, by ABI and number, each with one way to it; and what the analysis does not cover. A join-semilattice as
 * baselines are: the reach of a workload is the join of the reaches of its programs.
 */
public final class Reach {

    /** Nothing was analysed, and nothing is reached. */
    public static final Reach NONE = new Reach(Map.of(), new TreeSet<>());

    private final Map<Abi, SortedMap<Integer, ReachOrigin>> calls = new EnumMap<>(Abi.class);
    private final SortedSet<ReachGap> gaps;

    /**
     * @param calls number → way to it, by ABI
     * @param gaps what is not covered
     */
    public Reach(Map<Abi, ? extends Map<Integer, ReachOrigin>> calls, Collection<ReachGap> gaps) {
        for (Abi abi : Abi.values()) {
            this.calls.put(abi, Collections.unmodifiableSortedMap(new TreeMap<>(calls.containsKey(abi) ? calls.get(abi) : Map.of())));
        }
        this.gaps = Collections.unmodifiableSortedSet(new TreeSet<>(gaps));
    }

    /** The calls of an ABI, by number. */
    public SortedMap<Integer, ReachOrigin> calls(Abi abi) {
        return calls.get(abi);
    }

    public boolean contains(Abi abi, int number) {
        return calls.get(abi).containsKey(number);
    }

    /** One way to a call; empty if it is not reached. */
    public Optional<ReachOrigin> origin(Abi abi, int number) {
        return Optional.ofNullable(calls.get(abi).get(number));
    }

    /** What the analysis does not cover. */
    public SortedSet<ReachGap> gaps() {
        return gaps;
    }

    /**
     * Whether no other call can be made, under the conditions that the gaps state. If this is false, a call that is not contained is unknown, and not
     * unreachable.
     */
    public boolean isUpperBound() {
        return gaps.stream().allMatch(ReachGap::isConditional);
    }

    /** Whether each file was found and analysed. */
    public boolean hasAllFiles() {
        return gaps.stream().noneMatch(gap -> gap.kind() == ReachGap.Kind.NOT_ANALYSED || gap.kind() == ReachGap.Kind.MISSING_LIBRARY);
    }

    /** The reach of both. Of two ways to one call, the first in order stays. */
    public Reach join(Reach other) {
        Map<Abi, SortedMap<Integer, ReachOrigin>> joined = new EnumMap<>(Abi.class);
        for (Abi abi : Abi.values()) {
            SortedMap<Integer, ReachOrigin> both = new TreeMap<>(calls(abi));
            other.calls(abi).forEach((number, origin) -> both.merge(number, origin, (a, b) -> a.compareTo(b) <= 0 ? a : b));
            joined.put(abi, both);
        }
        SortedSet<ReachGap> allGaps = new TreeSet<>(gaps);
        allGaps.addAll(other.gaps);
        return new Reach(joined, allGaps);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reach reach && calls.equals(reach.calls) && gaps.equals(reach.gaps);
    }

    @Override
    public int hashCode() {
        return 31 * calls.hashCode() + gaps.hashCode();
    }

    @Override
    public String toString() {
        return "calls=" + calls + " gaps=" + gaps;
    }
}
