// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.finding.FindingCause.Kind;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Ancestor;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.Stage;
import java.util.List;

/** What caused a violation that belongs to no finding yet. */
final class Causes {

    private Causes() {}

    /** @param changedImage its workload was frozen with the baseline of another image */
    static FindingCause of(Violation violation, boolean remarkable, boolean changedImage) {
        String container = violation.subject().container();
        if (violation.kind() == ViolationKind.LOSS) {
            return new FindingCause(Kind.LOSS, container, 0, 0, "");
        }
        if (violation.actor().isEmpty()) {
            return new FindingCause(Kind.UNATTRIBUTED, container, 0, 0, violation.id());
        }
        Actor actor = violation.actor().get();
        if (inSession(violation)) {
            return at(Kind.SESSION, container, entered(actor), "");
        }
        if (!remarkable && violation.kind() != ViolationKind.EXECUTABLE) {
            return changedImage
                    ? new FindingCause(Kind.IMAGE, container, 0, 0, "")
                    : at(Kind.PROGRAM, container, self(actor), violation.id());
        }
        return at(Kind.TREE, container, violation.kind() == ViolationKind.EXECUTABLE ? starter(actor) : self(actor), violation.id());
    }

    /** Whether a session did it that entered from outside. */
    static boolean inSession(Violation violation) {
        return violation.behaviour() instanceof Behaviour.Act act && act.item().stage() == Stage.EXEC;
    }

    /** Path of the program that did it, or that was started; empty if it is not known. */
    static String program(Violation violation) {
        return violation.behaviour() instanceof Behaviour.Act act ? act.executable() : "";
    }

    private record Process(int pid, long started) {}

    private static FindingCause at(Kind kind, String container, Process root, String first) {
        return new FindingCause(kind, container, root.pid(), root.started(), first);
    }

    private static Process self(Actor actor) {
        return new Process(actor.tgid(), actor.started());
    }

    /** Who started the program: it is the cause of all the programs that it starts. */
    private static Process starter(Actor actor) {
        List<Ancestor> ancestors = actor.ancestors();
        return ancestors.isEmpty() || !ancestors.get(0).inContainer() ? self(actor) : process(ancestors.get(0));
    }

    /**
     * The process that entered: the last below one from outside. An orphan is the child of the container's first process. In the host's process namespace
     * nothing is outside: there it is the actor.
     */
    private static Process entered(Actor actor) {
        Process entered = self(actor);
        if (actor.containerTgid() == actor.tgid()) {
            return entered;
        }
        for (Ancestor ancestor : actor.ancestors()) {
            if (!ancestor.inContainer() || ancestor.containerTgid() == 1) {
                break;
            }
            entered = process(ancestor);
        }
        return entered;
    }

    private static Process process(Ancestor ancestor) {
        return new Process(ancestor.tgid(), ancestor.started());
    }
}
