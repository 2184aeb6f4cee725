// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * What one workload adds to the sum of all, in a few words of memory: system calls are counted by their names on x86_64.
 *
 * @param counts whether it is one that people run, and does not only hold the namespaces of a pod
 */
public record FleetShare(boolean counts, BitSet used, BitSet allowed, Set<Capability> needed, Set<Capability> granted) {

    private static final CapabilityAdvisor ADVISOR = new CapabilityAdvisor();

    public static FleetShare of(Workload workload) {
        Baseline baseline = workload.baseline();
        BitSet used = new BitSet();
        for (Stage stage : WorkloadDocuments.OWN) {
            for (Abi abi : Abi.values()) {
                baseline.syscalls(stage, abi).forEach(nr -> SyscallTable.name(abi, nr).ifPresent(name -> add(used, name)));
            }
        }
        BitSet allowed = new BitSet();
        DockerCalls.of(baseline).forEach(name -> add(allowed, name));
        return new FleetShare(
                !baseline.sections().join(workload.pending().sections()).get(SectionKind.PAUSE).raised(), used, allowed,
                ADVISOR.advise(baseline, WorkloadDocuments.OWN).add(), baseline.grantedOr(Capability.dockerDefault()));
    }

    private static void add(BitSet numbers, String name) {
        SyscallTable.number(Abi.X86_64, name).ifPresent(numbers::set);
    }

    /** All of them together. */
    public static FleetDocument sum(Collection<FleetShare> shares) {
        int workloads = 0;
        BitSet used = new BitSet();
        BitSet allowed = new BitSet();
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        Set<Capability> granted = EnumSet.noneOf(Capability.class);
        for (FleetShare share : shares) {
            if (share.counts()) {
                workloads++;
                used.or(share.used());
                allowed.or(share.allowed());
                needed.addAll(share.needed());
                granted.addAll(share.granted());
            }
        }
        return new FleetDocument(workloads, used.cardinality(), allowed.cardinality(), needed.size(), granted.size());
    }
}
