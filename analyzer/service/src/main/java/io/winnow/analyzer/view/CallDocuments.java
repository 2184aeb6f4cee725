// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.Reason;
import io.winnow.analyzer.advise.SyscallAdvice;
import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The system calls of a workload: used, allowed by the suggested profile, and allowed by Docker's default. */
public final class CallDocuments {

    /** In the order of their names. */
    public List<CallDocument> of(Baseline baseline, Advice advice) {
        Map<String, SyscallAdvice> suggested = advice.syscalls().stream().collect(Collectors.toMap(SyscallAdvice::name, Function.identity(), (one, other) -> one));
        Map<String, List<String>> used = used(baseline);
        Set<String> allowed = DockerCalls.of(baseline);
        Set<String> names = new TreeSet<>(allowed);
        names.addAll(suggested.keySet());
        names.addAll(used.keySet());
        return names.stream().map(name -> new CallDocument(
                name, used.getOrDefault(name, List.of()), suggested.containsKey(name), reasons(suggested.get(name)), allowed.contains(name))).toList();
    }

    private static List<String> reasons(SyscallAdvice advice) {
        return advice == null ? List.of() : advice.reasons().stream().map(Reason::text).toList();
    }

    private static Map<String, List<String>> used(Baseline baseline) {
        Map<String, List<String>> used = new TreeMap<>();
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            Set<String> names = new TreeSet<>();
            for (Abi abi : Abi.values()) {
                baseline.syscalls(stage, abi).forEach(nr -> names.add(Summary.syscall(abi, nr)));
            }
            names.forEach(name -> used.computeIfAbsent(name, none -> new ArrayList<>()).add(stage.label()));
        }
        return used;
    }
}
