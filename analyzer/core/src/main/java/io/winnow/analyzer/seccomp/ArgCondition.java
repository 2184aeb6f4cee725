// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Objects;
import java.util.Optional;

/**
 * A condition on one argument of a call.
 *
 * @param index which argument, 0 to 5
 * @param operator how it is compared
 * @param value unsigned 64-bit: the number compared with; the mask of {@link Operator#MASKED_EQUAL}
 * @param valueTwo unsigned 64-bit: what the argument must be under the mask, bits outside the mask not regarded; 0 for other operators
 */
public record ArgCondition(int index, Operator operator, long value, long valueTwo) {

    private static final long LOW = 0xffff_ffffL;

    public ArgCondition {
        Objects.requireNonNull(operator, "operator");
        if (index < 0 || index > 5) {
            throw new IllegalArgumentException("argument index=" + index + " is not 0 to 5");
        }
        if (operator != Operator.MASKED_EQUAL && valueTwo != 0) {
            throw new IllegalArgumentException(
                    "valueTwo=" + Long.toUnsignedString(valueTwo) + " has no meaning with " + operator.ociName());
        }
    }

    public static ArgCondition equal(int index, long value) {
        return new ArgCondition(index, Operator.EQUAL, value, 0);
    }

    public static ArgCondition maskedEqual(int index, long mask, long value) {
        return new ArgCondition(index, Operator.MASKED_EQUAL, mask, value);
    }

    /**
     * A condition on the same argument that holds only where both do, and where both are known to hold; empty if there is none. It is exact unless one of the
     * two orders numbers; then it may hold for fewer.
     */
    Optional<ArgCondition> and(ArgCondition other) {
        if (equals(other)) {
            return Optional.of(this);
        }
        if (operator == Operator.EQUAL || other.operator == Operator.EQUAL) {
            return operator == Operator.EQUAL
                    ? Optional.of(this).filter(exact -> other.test(exact.value))
                    : Optional.of(other).filter(exact -> test(exact.value));
        }
        if (operator == Operator.MASKED_EQUAL && other.operator == Operator.MASKED_EQUAL) {
            long both = value & other.value;
            long bits = valueTwo & value | other.valueTwo & other.value;
            return (valueTwo & both) == (other.valueTwo & both) ? Optional.of(maskedEqual(index, value | other.value, bits)) : Optional.empty();
        }
        if (operator != Operator.MASKED_EQUAL) {
            return other.operator == Operator.MASKED_EQUAL ? other.and(this) : Optional.empty();
        }
        if (other.operator == Operator.NOT_EQUAL && (other.value & value) != (valueTwo & value)) {
            return Optional.of(this); // no value that meets this one is the other's
        }
        return Optional.of(equal(index, valueTwo & value)).filter(least -> other.test(least.value));
    }

    /** Whether the argument meets the condition, compared at the full 64 bits. */
    public boolean test(long argument) {
        return compare(argument, value, valueTwo);
    }

    /** Whether the low 32 bits of the argument meet the condition: what a filter compares for a call of a 32-bit ABI. */
    public boolean testLow(long argument) {
        return compare(argument & LOW, value & LOW, valueTwo & LOW);
    }

    private boolean compare(long argument, long first, long second) {
        return switch (operator) {
            case NOT_EQUAL -> argument != first;
            case LESS_THAN -> Long.compareUnsigned(argument, first) < 0;
            case LESS_OR_EQUAL -> Long.compareUnsigned(argument, first) <= 0;
            case EQUAL -> argument == first;
            case GREATER_OR_EQUAL -> Long.compareUnsigned(argument, first) >= 0;
            case GREATER_THAN -> Long.compareUnsigned(argument, first) > 0;
            case MASKED_EQUAL -> (argument & first) == (second & first);
        };
    }
}
