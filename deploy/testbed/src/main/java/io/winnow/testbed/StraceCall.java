// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.Comparator;

/**
 * A system call by name.
 *
 * @param abi  x86_64, i386 or x32
 * @param name as the kernel's table of that ABI has it
 */
public record StraceCall(String abi, String name) implements Comparable<StraceCall> {
    private static final Comparator<StraceCall> ORDER = Comparator.comparing(StraceCall::abi).thenComparing(StraceCall::name);

    @Override
    public int compareTo(StraceCall other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return abi + ":" + name;
    }
}
