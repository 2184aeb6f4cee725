// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.collector.record.Abi;
import java.util.Map;

/** Which function, called by an instruction, makes the system call that it is asked for. */
@FunctionalInterface
public interface WrapperLookup {

    /** Where the function at an address, or behind a word at an address, expects the number, by ABI; empty if it makes no such calls. */
    Map<Abi, Argument> wrapper(long address);
}
