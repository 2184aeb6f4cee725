// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.reach.Reach;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code winnow reach} writes.
 *
 * @param programs as they were named
 * @param upperBound whether no other call can be made, under the conditions that the gaps state
 */
record ReachDocument(List<String> programs, boolean upperBound, List<Call> calls, List<Gap> gaps) {

    /**
     * A system call.
     *
     * @param call its name; "number N" if the table has none
     * @param through the symbol by which another file calls into {@code file}; null if the program makes the call itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Call(String abi, String call, int number, String file, String function, String through) {}

    /** What is not covered, or covered on a condition. */
    record Gap(String kind, boolean conditional, String file, String detail) {}

    static ReachDocument of(List<String> programs, Reach reach) {
        List<Call> calls = new ArrayList<>();
        for (Abi abi : Abi.values()) {
            reach.calls(abi).forEach((number, origin) -> calls.add(new Call(
                    abi.label(),
                    SyscallTable.name(abi, number).orElse("number " + number),
                    number,
                    origin.file(),
                    origin.function(),
                    origin.through().isEmpty() ? null : origin.through())));
        }
        List<Gap> gaps = reach.gaps().stream()
                .map(gap -> new Gap(gap.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), gap.isConditional(), gap.file(), gap.detail()))
                .toList();
        return new ReachDocument(programs, reach.isUpperBound(), calls, gaps);
    }
}
