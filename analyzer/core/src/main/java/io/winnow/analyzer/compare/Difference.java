// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How two things differ in what they let a container do.
 *
 * @param a name of the first
 * @param b name of the second
 * @param calls in the order of ABI and name
 * @param flags for loading the filter
 * @param capabilitiesOnlyInA in their order; empty if one side says nothing about capabilities
 * @param capabilitiesOnlyInB likewise
 * @param capabilitiesCompared whether both sides say something about capabilities
 */
public record Difference(
        String a,
        String b,
        List<CallDifference> calls,
        FlagDifference flags,
        Set<Capability> capabilitiesOnlyInA,
        Set<Capability> capabilitiesOnlyInB,
        boolean capabilitiesCompared) {

    /** Stands for the calls of an ABI that neither side names. */
    public static final String EVERY_OTHER = "(every other)";

    /** Stands for all calls of an ABI that only one side knows: the other kills a process that uses it. */
    public static final String THE_WHOLE_ABI = "(the whole ABI)";

    public Difference {
        calls = List.copyOf(calls);
    }

    /** Which side lets a call through. */
    public enum Kind {
        ONLY_A,
        ONLY_B,
        /** Both, or none, but not alike: other arguments, or another action. */
        OTHER
    }

    /**
     * How one call differs.
     *
     * @param syscall its name, or {@link #EVERY_OTHER}, or {@link #THE_WHOLE_ABI}
     * @param a what the first answers
     * @param b what the second answers
     * @param wider whether the second may let something through that the first refuses
     */
    public record CallDifference(Abi abi, String syscall, Kind kind, CallAnswer a, CallAnswer b, boolean wider) {}

    public static Difference between(Side a, Side b) {
        List<CallDifference> calls = new ArrayList<>();
        for (Abi abi : Abi.values()) {
            compare(abi, new Answers(a.profile(), abi), new Answers(b.profile(), abi), calls);
        }
        FlagDifference flags = new FlagDifference(a.profile().flags(), b.profile().flags());
        boolean compared = a.capabilities().isPresent() && b.capabilities().isPresent();
        Set<Capability> ofA = a.capabilities().orElse(Set.of());
        Set<Capability> ofB = b.capabilities().orElse(Set.of());
        return new Difference(a.name(), b.name(), calls, flags,
                compared ? without(ofA, ofB) : Set.of(), compared ? without(ofB, ofA) : Set.of(), compared);
    }

    /** Whether both do the same, as far as they say it. */
    public boolean same() {
        return calls.isEmpty() && flags.same() && capabilitiesOnlyInA.isEmpty() && capabilitiesOnlyInB.isEmpty();
    }

    /** Whether the second lets a container do something that the first does not. If that cannot be decided, it does. */
    public boolean wider() {
        return !capabilitiesOnlyInB.isEmpty() || flags.wider() || calls.stream().anyMatch(CallDifference::wider);
    }

    private static void compare(Abi abi, Answers a, Answers b, List<CallDifference> calls) {
        if (!a.known() || !b.known()) {
            compare(abi, THE_WHOLE_ABI, a.atMost(), b.atMost(), calls);
            return;
        }
        SortedSet<String> named = new TreeSet<>(a.named());
        named.addAll(b.named());
        named.forEach(name -> compare(abi, name, a.of(name), b.of(name), calls));
        boolean all = named.containsAll(SyscallTable.names(abi));
        if (!all) {
            compare(abi, EVERY_OTHER, new CallAnswer(List.of(), a.byDefault()), new CallAnswer(List.of(), b.byDefault()), calls);
        }
    }

    private static void compare(Abi abi, String name, CallAnswer a, CallAnswer b, List<CallDifference> calls) {
        if (!a.equals(b)) {
            Kind kind = a.mayAllow() == b.mayAllow() ? Kind.OTHER : a.mayAllow() ? Kind.ONLY_A : Kind.ONLY_B;
            calls.add(new CallDifference(abi, name, kind, a, b, !b.allowsNoMoreThan(a, Implication.of(name))));
        }
    }

    private static Set<Capability> without(Set<Capability> some, Set<Capability> others) {
        Set<Capability> left = EnumSet.noneOf(Capability.class);
        left.addAll(some);
        left.removeAll(others);
        return left;
    }
}
