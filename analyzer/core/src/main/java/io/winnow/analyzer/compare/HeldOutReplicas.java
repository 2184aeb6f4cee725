// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cross-validation over the replicas that are kept of a baseline, each left out once: what a profile that was learned from the others would have refused of it.
 */
final class HeldOutReplicas {

    private final Advisor advisor;
    private final Workload workload;
    private final RuntimeCallSets known;
    private final AdviceOptions options;

    /** A system call, whatever the stage. */
    private record Call(Abi abi, int nr) {

        static Call of(Item item) {
            return new Call(item.abi(), item.nr());
        }
    }

    HeldOutReplicas(Advisor advisor, Workload workload, RuntimeCallSets known, AdviceOptions options) {
        this.advisor = advisor;
        this.workload = workload;
        this.known = known;
        this.options = options.withoutRuntimeCalls(true);
    }

    /** Names of refused calls by replica; those of which nothing is refused are left out, and so are all if there are fewer than two. */
    SortedMap<String, SortedSet<String>> refused() {
        SortedMap<String, SortedSet<String>> refused = new TreeMap<>();
        if (workload.baseline().replicas().size() < 2) {
            return refused;
        }
        Map<Call, Integer> makers = new HashMap<>();
        workload.baseline().replicas().values().forEach(replica -> calls(replica).forEach(call -> makers.merge(call, 1, Integer::sum)));
        workload.baseline().replicas().forEach((id, replica) -> {
            Set<Call> alone = calls(replica);
            alone.removeIf(call -> makers.get(call) > 1);
            SortedSet<String> names = alone.isEmpty() ? new TreeSet<>() : refusedWithout(alone);
            if (!names.isEmpty()) {
                refused.put(id, names);
            }
        });
        return refused;
    }

    private static Set<Call> calls(Replica replica) {
        Set<Call> calls = new HashSet<>();
        replica.incidence().keySet().stream()
                .filter(item -> item.kind() == ItemKind.SYSCALL && (item.stage() == Stage.START || item.stage() == Stage.SERVE))
                .forEach(item -> calls.add(Call.of(item)));
        return calls;
    }

    private SortedSet<String> refusedWithout(Set<Call> alone) {
        Baseline others = workload.baseline().only(item -> !alone.contains(Call.of(item)));
        Workload learned = new Workload(workload.id(), BaselineState.LEARNING, others, Baseline.EMPTY, 0);
        Evaluator evaluator = new Evaluator(advisor.advise(learned, known, options).seccomp());
        SortedSet<String> names = new TreeSet<>();
        alone.stream().filter(call -> !evaluator.mayAllow(call.abi(), call.nr())).forEach(call -> names.add(Summary.syscall(call.abi(), call.nr())));
        return names;
    }
}
