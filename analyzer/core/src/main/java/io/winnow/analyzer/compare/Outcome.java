// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.collector.record.Errno;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What happens to a call.
 *
 * @param action of the filter
 * @param errno the errno of ERRNO, the message of TRACE, else 0
 */
public record Outcome(Action action, int errno) {

    public Outcome {
        Objects.requireNonNull(action, "action");
    }

    static Outcome of(Action action, OptionalInt errno) {
        return new Outcome(action, action.takesErrno() ? errno.orElse(Errno.EPERM) : 0);
    }

    public boolean allows() {
        return action.allows();
    }

    public boolean delegates() {
        return action.delegates();
    }

    /** For people: {@code allow}, {@code errno 38}, {@code kill-process}. */
    public String text() {
        String name = action.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return action.takesErrno() ? name + " " + errno : name;
    }
}
