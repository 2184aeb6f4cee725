// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

/** What an event is about, and with that where it goes. */
public enum EventStream {
    /** Something that fell outside a frozen baseline. */
    VIOLATIONS("io.winnow.violation.v1"),
    /** A first observation while learning. */
    OBSERVATIONS("io.winnow.observation.v1"),
    /** A baseline as it stands. */
    BASELINES("io.winnow.baseline.v1"),
    /** An event that was refused where it should have gone. */
    DEADLETTERS("io.winnow.deadletter.v1");

    private final String type;

    EventStream(String type) {
        this.type = type;
    }

    /** The CloudEvents type, with the version of the document. */
    public String type() {
        return type;
    }
}
