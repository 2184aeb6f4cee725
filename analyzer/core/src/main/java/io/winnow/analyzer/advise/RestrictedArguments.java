// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The arguments that say what a call can do, and whose upper half means nothing: the kernel reads them as 32 bits, or refuses what has more.
 * A condition on the lower half alone is then as narrow as one on the whole.
 */
public final class RestrictedArguments {

    /** Name and argument: socket's family, personality's persona, the operation of the dangerous ones, and which call i386's carriers carry. */
    private static final Map<String, Integer> INDEXES = Map.of(
            "socket", 0, "personality", 0, "unshare", 0, "setns", 1, "ptrace", 0, "bpf", 0, "keyctl", 0, "socketcall", 0, "ipc", 0);

    private RestrictedArguments() {}

    /** Which argument of a call is one; empty if none is. */
    public static OptionalInt of(String syscall) {
        Integer index = INDEXES.get(syscall);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
