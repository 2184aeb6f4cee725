// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What programs can call at most, as {@code winnow reach} writes it and as it is stored for a workload.
 *
 * @param version of this form
 * @param programs as they were named
 * @param upperBound whether no other call can be made, under the conditions that the gaps state
 */
public record ReachDocument(int version, List<String> programs, boolean upperBound, List<Call> calls, List<Gap> gaps) {

    /**
     * A system call.
     *
     * @param call its name; "number N" if the table has none
     * @param through the symbol by which another file calls into {@code file}; null if the program makes the call itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Call(String abi, String call, int number, String file, String function, String through) {}

    /** What is not covered, or covered on a condition. */
    public record Gap(String kind, boolean conditional, String file, String detail) {}

    public ReachDocument {
        programs = programs == null ? List.of() : List.copyOf(programs);
        calls = calls == null ? List.of() : List.copyOf(calls);
        gaps = gaps == null ? List.of() : List.copyOf(gaps);
    }

    public static ReachDocument of(List<String> programs, Reach reach) {
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
        List<Gap> gaps = reach.gaps().stream().map(gap -> new Gap(label(gap.kind()), gap.isConditional(), gap.file(), gap.detail())).toList();
        return new ReachDocument(WorkloadDocument.VERSION, programs, reach.isUpperBound(), calls, gaps);
    }

    /** @throws IllegalArgumentException if it is the form of nothing that an analysis says */
    public Reach reach() {
        Map<Abi, Map<Integer, ReachOrigin>> found = new EnumMap<>(Abi.class);
        for (Call call : calls) {
            if (call.number() < 0 || call.number() >= Layout.SYSCALLS) {
                throw new IllegalArgumentException("there is no system call " + call.number());
            }
            String through = call.through() == null ? "" : call.through();
            found.computeIfAbsent(Labels.of(Abi.values(), Abi::label, call.abi()), each -> new TreeMap<>())
                    .put(call.number(), new ReachOrigin(call.file(), call.function(), through));
        }
        return new Reach(found, gaps.stream().map(gap -> new ReachGap(Labels.of(ReachGap.Kind.values(), ReachDocument::label, gap.kind()), gap.file(), gap.detail())).toList());
    }

    private static String label(ReachGap.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
