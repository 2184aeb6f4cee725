// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.util.List;

/** Winnow's programs watch another cgroup, without the service: to them, the load is a process of the host. */
public final class WinnowElsewhere implements Contender {

    @Override
    public String name() {
        return "host";
    }

    @Override
    public String description() {
        return "a process outside every container that Winnow's programs watch, without its service";
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        return ContenderCgroups.open(List.of(subject.elsewhere()), WinnowMode.LEARN)::close;
    }
}
