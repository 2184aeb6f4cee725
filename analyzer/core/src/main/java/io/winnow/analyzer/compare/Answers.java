// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Alternative;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Operator;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a profile answers to each call of one ABI: what the {@link Evaluator} says, but as conditions instead of for one set of arguments.
 */
public final class Answers {

    private static final long LOW = 0xffff_ffffL;

    private final Abi abi;
    private final Evaluator evaluator;
    private final boolean known;
    private final Outcome byDefault;

    public Answers(SeccompProfile profile, Abi abi) {
        this.abi = abi;
        evaluator = new Evaluator(profile);
        known = evaluator.abis().contains(abi);
        byDefault = known ? Outcome.of(profile.defaultAction(), profile.defaultErrno()) : new Outcome(Action.KILL_THREAD, 0);
    }

    /** Whether the filter knows the ABI; otherwise every call of it kills. */
    public boolean known() {
        return known;
    }

    /** For calls that no rule names. */
    public Outcome byDefault() {
        return byDefault;
    }

    /** The calls of this ABI that do not all get the default's answer. */
    public SortedSet<String> named() {
        SortedSet<String> named = new TreeSet<>(SyscallTable.names(abi));
        named.removeIf(name -> evaluator.alternatives(abi, name).isEmpty());
        return named;
    }

    public CallAnswer of(String syscall) {
        List<Alternative> alternatives = evaluator.alternatives(abi, syscall);
        if (alternatives.size() == 1 && alternatives.get(0).unconditional()) {
            return new CallAnswer(List.of(), outcome(alternatives.get(0)));
        }
        return new CallAnswer(alternatives.stream().map(this::comparable).toList(), byDefault);
    }

    /** What the most favoured call of the ABI gets: to be let through, or else, if any is, to be left to another process. */
    CallAnswer atMost() {
        return new CallAnswer(List.of(), some(Outcome::allows).or(() -> some(Outcome::delegates)).orElse(byDefault));
    }

    private Optional<Outcome> some(Predicate<Outcome> such) {
        Stream<Outcome> byRule = named().stream().flatMap(name -> evaluator.alternatives(abi, name).stream()).map(Answers::outcome);
        return Stream.concat(Stream.of(byDefault), byRule).filter(such).findFirst();
    }

    private Case comparable(Alternative alternative) {
        return new Case(alternative.conditions().stream().map(this::visible).toList(), outcome(alternative));
    }

    private static Outcome outcome(Alternative alternative) {
        return new Outcome(alternative.action(), alternative.data());
    }

    /** The part that is compared: 32-bit ABIs have the low 32 bits, and a mask hides the rest, if there is any. */
    private ArgCondition visible(ArgCondition condition) {
        long width = abi == Abi.X86_64 ? -1L : LOW;
        long value = condition.value() & width;
        if (condition.operator() != Operator.MASKED_EQUAL) {
            return new ArgCondition(condition.index(), condition.operator(), value, 0);
        }
        long valueTwo = condition.valueTwo() & value;
        return value == width ? ArgCondition.equal(condition.index(), valueTwo) : ArgCondition.maskedEqual(condition.index(), value, valueTwo);
    }
}
