// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Bits in the detail of a capability item ({@code WINNOW_CAPABILITY*}). */
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
    /** Asked against the container's own user namespace, which is not the initial one. */
    public static final int OWN_NS = 0x20;

    private static final int COUNTING_NAMESPACE = INITIAL_NS | OWN_NS;

    private CapabilityCheck() {}

    /** Whether what the container was granted decides: not so in the user namespace of a sandbox that the workload makes itself. */
    public static boolean countsAgainstGrants(long detail) {
        return (detail & COUNTING_NAMESPACE) != 0;
    }

    /** The detail of the same check in a container without a user namespace of its own. */
    public static long inInitialNamespace(long detail) {
        return (detail & OWN_NS) == 0 ? detail : detail & ~OWN_NS | INITIAL_NS;
    }
}
