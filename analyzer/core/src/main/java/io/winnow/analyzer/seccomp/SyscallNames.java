// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import java.util.OptionalInt;

/** Names to numbers. A libseccomp leaves out of a filter what it does not know by name; older ones know less than the kernel's tables. */
@FunctionalInterface
public interface SyscallNames {

    /** The number without the x32 bit; empty if the ABI does not have the call. */
    OptionalInt number(Abi abi, String name);
}
