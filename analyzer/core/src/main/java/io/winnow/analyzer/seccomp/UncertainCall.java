// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;

/**
 * A system call whose rules the compiled filter may not follow to the letter.
 *
 * @param abi through which it is called
 * @param syscall by name; one that the ABI does not have still counts, as libseccomp merges its rules all the same
 * @param reason what makes it so, and what to write instead
 */
public record UncertainCall(Abi abi, String syscall, String reason) {

    /** Stands for every call of the ABI. */
    public static final String EVERY = "*";
}
