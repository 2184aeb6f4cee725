// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Errno;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a filter does with a call.
 *
 * <p>The values are the kernel's {@code SECCOMP_RET_*} (include/uapi/linux/seccomp.h): action in the high 16 bits, data in the low 16.
 */
public enum Action {
    KILL_PROCESS("SCMP_ACT_KILL_PROCESS", 0x80000000),
    /** Also written {@code SCMP_ACT_KILL}, its older name. */
    KILL_THREAD("SCMP_ACT_KILL_THREAD", 0x00000000),
    TRAP("SCMP_ACT_TRAP", 0x00030000),
    ERRNO("SCMP_ACT_ERRNO", 0x00050000),
    NOTIFY("SCMP_ACT_NOTIFY", 0x7fc00000),
    TRACE("SCMP_ACT_TRACE", 0x7ff00000),
    LOG("SCMP_ACT_LOG", 0x7ffc0000),
    ALLOW("SCMP_ACT_ALLOW", 0x7fff0000);

    private final String ociName;
    private final int returnValue;

    Action(String ociName, int returnValue) {
        this.ociName = ociName;
        this.returnValue = returnValue;
    }

    /** The name in profiles, such as {@code SCMP_ACT_ERRNO}. */
    public String ociName() {
        return ociName;
    }

    /** The filter's return value without its data. */
    public int returnValue() {
        return returnValue;
    }

    /** Whether the call is carried out: allowed, or allowed and logged. */
    public boolean allows() {
        return this == ALLOW || this == LOG;
    }

    /** Whether another process decides, a listener or a tracer, which may let the call through. */
    public boolean delegates() {
        return this == NOTIFY || this == TRACE;
    }

    /** Whether a number goes with the action: the errno, or the message to the tracer. */
    public boolean takesErrno() {
        return this == ERRNO || this == TRACE;
    }

    /** The largest number that may go with it: libseccomp refuses an errno of 4095 and more (src/system.c), which the kernel would cut. */
    public int largestErrno() {
        return switch (this) {
            case ERRNO -> 4094;
            case TRACE -> 0xffff;
            default -> 0;
        };
    }

    /** The data beside the action in a filter's return value: the number given or, as all runtimes take it, EPERM. */
    int dataOf(OptionalInt errno) {
        return takesErrno() ? errno.orElse(Errno.EPERM) : 0;
    }

    /** The action of that name in a profile, {@code SCMP_ACT_KILL} included. */
    public static Optional<Action> named(String ociName) {
        if (ociName.equals("SCMP_ACT_KILL")) {
            return Optional.of(KILL_THREAD);
        }
        for (Action action : values()) {
            if (action.ociName.equals(ociName)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
