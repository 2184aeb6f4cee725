// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Optional;

/** Flags of seccomp(SECCOMP_SET_MODE_FILTER) that a profile may ask for. */
public enum FilterFlag {
    /** Every refusal is logged, not only kills (Linux 4.14; runc 1.2). */
    LOG,
    /** All threads get the filter at once. */
    TSYNC,
    /** Leaves speculative store bypass as it is (Linux 4.17). */
    SPEC_ALLOW,
    /** A notified call can be interrupted by fatal signals only (Linux 5.19). */
    WAIT_KILLABLE_RECV;

    public String ociName() {
        return "SECCOMP_FILTER_FLAG_" + name();
    }

    /** The flag of that name in a profile. */
    public static Optional<FilterFlag> named(String ociName) {
        for (FilterFlag flag : values()) {
            if (flag.ociName().equals(ociName)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }
}
