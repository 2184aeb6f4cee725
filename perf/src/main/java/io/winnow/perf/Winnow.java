// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

/** Winnow's programs in one of their modes, without the service: no process drains their records, and no window closes. */
final class Winnow implements Contender {
    private final WinnowMode mode;

    Winnow(WinnowMode mode) {
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
