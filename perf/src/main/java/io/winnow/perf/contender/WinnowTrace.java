// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

/** Trace mode with its consumer. */
public final class WinnowTrace implements Contender {
    private final Harness harness;

    public WinnowTrace(Harness harness) {
        this.harness = harness;
    }

    @Override
    public String name() {
        return WinnowMode.TRACE.label();
    }

    @Override
    public String description() {
        return WinnowMode.TRACE.description();
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        return TraceSession.start(harness, subject)::close;
    }
}
