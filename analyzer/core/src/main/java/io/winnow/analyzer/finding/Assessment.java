// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.threat.DangerousBehaviour;
import io.winnow.analyzer.threat.DangerousBehaviours;
import io.winnow.analyzer.threat.ObservedAct;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import java.util.List;

/**
 * How bad a violation is by itself.
 *
 * @param severity of the worst that it is; one less if it was refused: then the container's limits held
 * @param behaviours that it is, in the table's order
 */
record Assessment(Severity severity, List<DangerousBehaviour> behaviours) {

    /** What the suggested profile allows all the same is new and nothing more; but a session that does it is a session. */
    static Assessment of(Violation violation) {
        if (!(violation.behaviour() instanceof Behaviour.Act act)) {
            List<DangerousBehaviour> lost = DangerousBehaviours.of(ObservedAct.LOST);
            return new Assessment(worst(lost), lost);
        }
        if (violation.tolerated()) {
            List<DangerousBehaviour> circumstances = DangerousBehaviours.of(ObservedAct.circumstances(act.item()));
            return new Assessment(worst(circumstances), circumstances);
        }
        ObservedAct observed = ObservedAct.of(act.item(), act.arguments(), act.executable(), violation.kind() == ViolationKind.ABI);
        List<DangerousBehaviour> behaviours = DangerousBehaviours.of(observed);
        return new Assessment(severity(act.item(), behaviours), behaviours);
    }

    /** Whether it is more than a change that every new version of a program may bring. */
    boolean remarkable() {
        return severity.compareTo(Severity.MEDIUM) >= 0;
    }

    private static Severity severity(Item item, List<DangerousBehaviour> behaviours) {
        Severity worst = worst(behaviours);
        if (worst.compareTo(Severity.LOW) > 0 && refused(item)) {
            return Severity.values()[worst.ordinal() - 1];
        }
        boolean unplanned = item.kind() == ItemKind.EXECUTABLE || item.kind() == ItemKind.DENIAL;
        return unplanned && worst == Severity.INFO ? Severity.LOW : worst;
    }

    private static boolean refused(Item item) {
        return item.kind() == ItemKind.DENIAL || item.kind() == ItemKind.CAPABILITY && !Summary.granted(item);
    }

    static Severity worst(List<DangerousBehaviour> behaviours) {
        return behaviours.stream().map(DangerousBehaviour::severity).max(Severity::compareTo).orElse(Severity.INFO);
    }
}
