// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.ItemVisitor;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The capability checks of one run that failed, by capability: in which system calls. Checks that need no capability of the container are left out. */
final class RefusedChecks extends ItemVisitor {

    private static final int NEVER_A_NEED = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN | CapabilityCheck.PROBE;

    private final Map<Capability, Set<String>> calls = new EnumMap<>(Capability.class);

    @Override
    public void visit(Event.Observation observation) {
        note(observation.item());
    }

    @Override
    public void visit(Event.Snapshot snapshot) {
        snapshot.items().forEach(state -> note(state.item()));
    }

    private void note(Item item) {
        boolean refused = item.kind() == ItemKind.CAPABILITY && item.stage() != Stage.SETUP
                && (item.detail() & (CapabilityCheck.GRANTED | NEVER_A_NEED)) == 0;
        if (refused) {
            Capability.find(item.arg()).ifPresent(capability ->
                    calls.computeIfAbsent(capability, none -> new TreeSet<>()).add(Summary.syscall(item.abi(), item.nr())));
        }
    }

    List<String> calls(Capability capability) {
        return new ArrayList<>(calls.getOrDefault(capability, Set.of()));
    }
}
