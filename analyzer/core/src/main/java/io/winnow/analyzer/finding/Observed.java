// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.threat.DangerousBehaviour;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationIds;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.WallTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes of a violation what its finding keeps. */
final class Observed {

    private static final Set<ItemKind> OF_CALLS = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.DENIAL);

    private Observed() {}

    static FindingViolation of(String id, Violation violation, Assessment assessment) {
        Behaviour.Act act = violation.behaviour() instanceof Behaviour.Act done ? done : null;
        Item item = act == null ? null : act.item();
        return new FindingViolation(
                id,
                WallTime.nanos(violation.time()),
                violation.kind().label(),
                FindingLimits.cut(violation.summary()),
                item == null ? null : item.stage().label(),
                item != null && OF_CALLS.contains(item.kind()) ? Summary.call(item) : null,
                act == null ? List.of() : act.arguments().stream().map(argument -> "0x" + Long.toHexString(argument)).toList(),
                violation.actor().map(Actor::tgid).orElse(0),
                item == null ? null : ViolationIds.hash(item),
                violation.count(),
                assessment.severity(),
                assessment.behaviours().stream().map(DangerousBehaviour::id).toList(),
                violation.evidence().label(),
                violation.tolerated(),
                null);
    }
}
