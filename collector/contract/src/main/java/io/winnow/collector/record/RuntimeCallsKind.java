// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** When a runtime loads the seccomp filter, which decides the calls that it still makes after it ({@code enum winnow_runtime_calls}). */
public enum RuntimeCallsKind {
    /** Without {@code no_new_privs}: before the privileges drop. */
    PRIVILEGED(0),
    /** With it: just before the exec. */
    NO_NEW_PRIVILEGES(1);

    private static final Numbered<RuntimeCallsKind> NUMBERED = new Numbered<>("runtimeCallsKind", values(), RuntimeCallsKind::number);

    private final int number;

    RuntimeCallsKind(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static RuntimeCallsKind of(int number) {
        return NUMBERED.of(number);
    }
}
