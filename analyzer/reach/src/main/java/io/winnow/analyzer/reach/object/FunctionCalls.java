// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.number.Argument;
import io.winnow.analyzer.reach.number.CallSite;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The system calls that one function makes, while they are searched for: numbers, numbers that its caller says, numbers that are not known. */
final class FunctionCalls {

    /** A number of x32 has this bit; the table has it without. */
    private static final long X32_BIT = 0x40000000L;

    private final Map<Abi, SortedSet<Integer>> numbers = new EnumMap<>(Abi.class);
    private final Map<Abi, Argument> arguments = new EnumMap<>(Abi.class);
    private boolean unknown;

    /**
     * @param glibc whether the function is of the GNU C library. It has each thread make the call that changes user or group ids, by a number in a structure;
     *     what the structure can have are the calls that the same functions make themselves.
     */
    FunctionCalls(List<CallSite> sites, boolean glibc) {
        for (CallSite site : sites) {
            for (long number : site.numbers()) {
                add(site.abi(), number & 0xffffffffL);
            }
            if (site.isPassedOn()) {
                arguments.merge(site.abi(), site.arguments(), Argument::join);
            }
            unknown |= site.unknown() && !(glibc && site.inStructure());
        }
    }

    private void add(Abi abi, long number) {
        boolean x32 = abi == Abi.X86_64 && (number & X32_BIT) != 0;
        long index = x32 ? number & ~X32_BIT : number;
        if (index < Layout.SYSCALLS) {
            numbers.computeIfAbsent(x32 ? Abi.X32 : abi, each -> new TreeSet<>()).add((int) index);
        }
    }

    void addUnknown() {
        unknown = true;
    }

    /** Where it expects a number from its caller, by ABI; empty if it does not. */
    Map<Abi, Argument> arguments() {
        return arguments;
    }

    /** What was found. */
    MadeCalls made() {
        return new MadeCalls(numbers, !arguments.isEmpty(), unknown);
    }
}
