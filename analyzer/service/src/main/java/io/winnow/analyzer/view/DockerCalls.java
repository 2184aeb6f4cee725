// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/** The system calls that Docker's default allows a workload with the capabilities that it was granted. Few sets are granted to many: the newest are kept. */
final class DockerCalls {

    private static final int KEPT = 64;

    private static final Map<Set<Capability>, SortedSet<String>> KNOWN = new LinkedHashMap<>();

    private DockerCalls() {}

    /** Names of x86_64. */
    static synchronized SortedSet<String> of(Baseline baseline) {
        Set<Capability> granted = baseline.grantedOr(Capability.dockerDefault());
        if (KNOWN.size() >= KEPT && !KNOWN.containsKey(granted)) {
            KNOWN.remove(KNOWN.keySet().iterator().next());
        }
        return KNOWN.computeIfAbsent(granted, capabilities -> new Evaluator(DockerDefault.resolve(capabilities)).allowedSyscalls(Abi.X86_64));
    }
}
