// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Optional;

/**
 * How an argument is compared. All comparisons are of unsigned 64-bit numbers.
 *
 * <p>The names are those of libseccomp's {@code enum scmp_compare}, which the OCI runtime specification took over.
 */
public enum Operator {
    NOT_EQUAL("SCMP_CMP_NE"),
    LESS_THAN("SCMP_CMP_LT"),
    LESS_OR_EQUAL("SCMP_CMP_LE"),
    EQUAL("SCMP_CMP_EQ"),
    GREATER_OR_EQUAL("SCMP_CMP_GE"),
    GREATER_THAN("SCMP_CMP_GT"),
    /** (argument &amp; value) == (valueTwo &amp; value): the only operator with a second value. */
    MASKED_EQUAL("SCMP_CMP_MASKED_EQ");

    private final String ociName;

    Operator(String ociName) {
        this.ociName = ociName;
    }

    public String ociName() {
        return ociName;
    }

    /** Whether it asks which of two numbers is the larger. */
    public boolean orders() {
        return switch (this) {
            case LESS_THAN, LESS_OR_EQUAL, GREATER_OR_EQUAL, GREATER_THAN -> true;
            case NOT_EQUAL, EQUAL, MASKED_EQUAL -> false;
        };
    }

    /** Whether it asks for one value of the argument, or of some of its bits. */
    public boolean comparesByValue() {
        return this == EQUAL || this == MASKED_EQUAL;
    }

    /** The operator of that name in a profile. */
    public static Optional<Operator> named(String ociName) {
        for (Operator operator : values()) {
            if (operator.ociName.equals(ociName)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }
}
