// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.Locale;

/** A level of the Kubernetes Pod Security Standards that does not allow something; the stricter level does not allow it either. */
public enum PodSecurityLevel {
    BASELINE,
    RESTRICTED;

    /** The word of the standards. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
