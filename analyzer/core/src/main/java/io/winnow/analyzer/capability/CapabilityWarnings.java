// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.capability.CapabilityUse.Conclusion;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What an operator should know of an advice on capabilities, one sentence each. */
final class CapabilityWarnings {

    private CapabilityWarnings() {}

    static List<String> of(Baseline baseline, Set<Stage> stages, List<CapabilityUse> uses, Set<Capability> add) {
        List<String> warnings = new ArrayList<>();
        if (add.contains(Capability.CAP_SYS_ADMIN)) {
            TreeSet<String> calls = new TreeSet<>();
            uses.stream()
                    .filter(use -> use.verdict() == Conclusion.NEEDED && use.capability() == Capability.CAP_SYS_ADMIN)
                    .forEach(use -> calls.add(use.call()));
            warnings.add("CAP_SYS_ADMIN remains, which is nearly root" + (calls.isEmpty() ? "" : ": it was used for " + String.join(", ", calls)));
        }
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        uses.stream().filter(CapabilityUse::failed).map(CapabilityUse::capability).filter(each -> !add.contains(each)).forEach(missing::add);
        if (!missing.isEmpty()) {
            warnings.add("the workload wants to hold " + names(missing) + ", which it was not granted: learn it with them if it does not start");
        }
        Set<Capability> unseen = EnumSet.noneOf(Capability.class);
        unseen.addAll(baseline.granted());
        unseen.removeAll(add);
        if (looksAtItsOwn(baseline, stages) && !unseen.isEmpty()) {
            warnings.add("the workload reads its own capabilities (capget), and may insist on one that nothing ever asks for: if it does not start"
                    + " under the advice, add what it names of " + names(unseen));
        }
        return warnings;
    }

    private static boolean looksAtItsOwn(Baseline baseline, Set<Stage> stages) {
        return stages.stream().filter(stage -> stage != Stage.SETUP).anyMatch(stage -> {
            for (Abi abi : Abi.values()) {
                if (SyscallTable.number(abi, "capget").stream().anyMatch(baseline.syscalls(stage, abi)::contains)) {
                    return true;
                }
            }
            return false;
        });
    }

    private static String names(Collection<Capability> capabilities) {
        return String.join(", ", capabilities.stream().map(Enum::name).toList());
    }
}
