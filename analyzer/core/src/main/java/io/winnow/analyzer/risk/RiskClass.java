// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import java.util.Arrays;

/** How far a system call reaches. */
public enum RiskClass {
    /** The process itself: its memory, signals, time, threads and descriptors. */
    OWN("own"),
    /** Files that the process may use. */
    FILE("file"),
    /** Sockets of the usual families. */
    NETWORK("network"),
    /** Parts of the kernel that few programs need. */
    SURFACE("surface"),
    /** Beyond the process, or what faults of the kernel are often reached by. */
    DANGEROUS("dangerous");

    private final String label;

    RiskClass(String label) {
        this.label = label;
    }

    /** The name in documents. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException if none has this name */
    static RiskClass labelled(String label) {
        return Arrays.stream(values()).filter(value -> value.label.equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no class of risk is called \"" + label + "\""));
    }
}
