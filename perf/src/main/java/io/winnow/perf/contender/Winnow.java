// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

/** Winnow's programs in one of their modes, without the service: no process drains their records, and no window closes. */
public final class Winnow implements Contender {
    private final WinnowMode mode;

    public Winnow(WinnowMode mode) {
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
    public Attachment attach(Subject subject) {
        return WatchedCgroups.open(subject.cgroups(), mode)::close;
    }
}
