// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

/** Winnow's programs in one of their modes, without the service: no process drains their records, and no window closes. */
public final class WinnowContender implements Contender {
    private final WinnowMode mode;

    public WinnowContender(WinnowMode mode) {
        this.mode = mode;
    }

    @Override
    public String name() {
        return mode.label();
    }

    @Override
    public String description() {
        return mode.description();
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        return ContenderCgroups.open(subject.cgroups(), mode)::close;
    }
}
