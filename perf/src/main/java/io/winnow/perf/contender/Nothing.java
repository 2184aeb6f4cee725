// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

/** The base line. */
public final class Nothing implements Contender {
    public static final String NAME = "nothing";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "nothing attached";
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        return () -> {};
    }
}
