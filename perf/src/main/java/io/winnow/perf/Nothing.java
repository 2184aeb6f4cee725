// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

/** The base line. */
final class Nothing implements Contender {
    static final String NAME = "nothing";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "nothing attached";
    }

    @Override
    public Attachment attach(Subject subject) {
        return () -> {};
    }
}
