// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.collector.record.Abi;

/**
 * A place in a function that makes a system call, or calls a function that makes the one that it is asked for.
 *
 * @param abi the table of the number, as the instruction says: {@code x32} is a bit of the number
 * @param numbers what it can be
 * @param arguments what it can be of that which the function's own caller passes
 * @param unknown whether it can be something else
 * @param inStructure whether it is unknown because it is the first word of a structure, and for no other reason
 */
public record CallSite(Abi abi, long[] numbers, Argument arguments, boolean unknown, boolean inStructure) {

    /** @param registers those in which a caller passes arguments: a bit for each */
    static CallSite of(Abi abi, Value number, int registers) {
        Value arguments = number.arguments(registers);
        boolean unknown = number.isUnknown() || !arguments.equals(number.arguments(-1));
        return new CallSite(abi, number.constants(), new Argument(arguments), unknown, number.isInStructure());
    }

    /** Whether the number is also the caller's to say. */
    public boolean isPassedOn() {
        return !arguments.value().isAnything();
    }
}
