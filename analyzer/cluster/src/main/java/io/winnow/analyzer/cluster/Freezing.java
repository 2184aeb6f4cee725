// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Decisions;

/** Freezes what the nodes of a cluster reported, but for what one node or one replica of many did alone: that may be an attacker's work, and is held for review. */
final class Freezing {

    private final Decisions decisions;
    private final int many;

    /** @param many from so many on; 0: all that was reported is frozen */
    Freezing(Decisions decisions, int many) {
        this.decisions = decisions;
        this.many = many;
    }

    /** By a decision. What is frozen stays as it is. */
    Workload of(Joined joined, Decision decision) {
        return joined.workload().frozen() ? joined.workload() : decisions.freezeWithout(joined.workload(), joined.alone(many).keySet(), decision);
    }

    /** By the configured rule; as it is if that does not freeze it. @param now wall time, nanoseconds since 1970 */
    Workload byRule(Joined joined, long now) {
        Workload frozen = decisions.freezeByRule(joined.workload(), now);
        if (frozen.decisions().equals(joined.workload().decisions())) {
            return frozen;
        }
        return of(joined, frozen.decisions().get(frozen.decisions().size() - 1));
    }
}
