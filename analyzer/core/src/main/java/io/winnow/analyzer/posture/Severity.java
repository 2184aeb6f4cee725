// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.Locale;

/** How much a finding matters, in ascending order: of posture, and of what a frozen workload does. */
public enum Severity {
    /** It is new, and nothing says that it is bad. No rule of posture has it. */
    INFO,
    /** Hardening that is missing; or what an attack often does, and others do as well. */
    LOW,
    /** It makes an attack easier that has got into the container. */
    MEDIUM,
    /** It is most of a way out of the container. */
    HIGH,
    /** It is a way out of the container, to all of the host. */
    CRITICAL;

    /** The word in documents. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The severity of this word. @throws IllegalArgumentException if there is none */
    public static Severity of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return label();
    }
}
