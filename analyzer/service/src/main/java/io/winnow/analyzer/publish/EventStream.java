// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

/** What an event is about, and with that where it goes. */
public enum EventStream {
    /** What an operator is called for. */
    FINDINGS("io.winnow.finding.v1", false),
    /** Something that fell outside a frozen baseline. */
    VIOLATIONS("io.winnow.violation.v1", false),
    /** What a node saw of a workload beyond what it reported before. */
    OBSERVATIONS("io.winnow.observation.v1", false),
    /** A baseline as it stands on a node, and what was decided there. */
    BASELINES("io.winnow.baseline.v1", true),
    /** What a hub joined of all nodes. */
    CLUSTER("io.winnow.cluster.v1", true),
    /** What was decided for all nodes together, which they follow. */
    DECISIONS("io.winnow.decision.v1", true),
    /** An event that was refused where it should have gone. */
    DEADLETTERS("io.winnow.deadletter.v1", false);

    private final String type;
    private final boolean newestOnly;

    EventStream(String type, boolean newestOnly) {
        this.type = type;
        this.newestOnly = newestOnly;
    }

    /** Whether it is what a node learned: nothing that an operator waits for. */
    public boolean learned() {
        return this == OBSERVATIONS || this == BASELINES;
    }

    /** Whether an event takes the place of the one before with the same key, and one without a document of all of them. */
    boolean newestOnly() {
        return newestOnly;
    }

    /** The CloudEvents type, with the version of the document. */
    public String type() {
        return type;
    }
}
