// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Bits in the detail of a capability item ({@code WINNOW_CAPABILITY_*}). */
public final class CapabilityCheck {

    /** The verdict was "yes". */
    public static final int GRANTED = 0x1;
    /** Asked against the initial user namespace. */
    public static final int INITIAL_NS = 0x2;
    /** The kernel asked without audit. */
    public static final int PROBE = 0x4;
    /** Memory accounting: never a need. */
    public static final int ACCOUNTING = 0x8;
    /** Under {@code override_creds}: the mounter's credentials, not the task's. */
    public static final int OVERRIDDEN = 0x10;

    private CapabilityCheck() {}
}
