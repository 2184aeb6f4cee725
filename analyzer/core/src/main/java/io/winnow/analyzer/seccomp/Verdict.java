// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Denial;
import java.util.Objects;
import java.util.Optional;

/**
 * What a filter answers to one call.
 *
 * @param action what happens
 * @param errno the data beside the action: the errno of ERRNO, the message of TRACE, else 0
 * @param reason what decided
 * @param rule the rule that decided, if the reason is {@link Reason#RULE}
 */
public record Verdict(Action action, int errno, Reason reason, Optional<Rule> rule) {

    /** What decided about a call. */
    public enum Reason {
        /** A rule of the profile. */
        RULE,
        /** No rule matched. */
        DEFAULT,
        /** The call came through an ABI that the filter does not know. */
        UNKNOWN_ARCHITECTURE,
        /** runc's stub: a number above all that the profile names is answered with ENOSYS. */
        NEWER_THAN_PROFILE
    }

    public Verdict {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(reason, "reason");
        if (rule.isPresent() != (reason == Reason.RULE)) {
            throw new IllegalArgumentException("reason=" + reason + " rule=" + rule);
        }
    }

    /** Whether the call is carried out. */
    public boolean allows() {
        return action.allows();
    }

    /**
     * Whether this is what a refused call shows.
     *
     * @param denial detail of a denial item
     */
    public boolean explains(long denial) {
        return switch (action) {
            case ERRNO -> !Denial.isSignal(denial) && Denial.errno(denial) == errno;
            case KILL_PROCESS, KILL_THREAD, TRAP -> Denial.isSignal(denial);
            case NOTIFY, TRACE -> true;
            case LOG, ALLOW -> false;
        };
    }

    /** The filter's return value as the kernel sees it. */
    public int returnValue() {
        return action.returnValue() | errno;
    }
}
