// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Map;
import java.util.Objects;

/**
 * What a resolver knows of a container's workload.
 *
 * @param id the workload; of a pending one a provisional name, which must be of one workload alone (the pod's or container's own): all that is learned
 *     under it goes to that workload
 * @param certainty whether the name is known, guessed or provisional
 * @param labels of the workload that are kept with it: those that the configuration selects
 */
public record Resolution(WorkloadId id, Certainty certainty, Map<String, String> labels) {

    /** How sure a name is. */
    public enum Certainty {
        /** The container itself says it; no other party is asked. */
        STATED,
        /** The orchestrator says it. */
        CONFIRMED,
        /** It follows from the orchestrator's rules for names and labels, which it may not have followed here. */
        GUESSED,
        /** Another party has still to be asked. */
        PENDING
    }

    public Resolution {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(certainty, "certainty");
        labels = Map.copyOf(labels);
    }

    public static Resolution known(WorkloadId id) {
        return new Resolution(id, Certainty.STATED, Map.of());
    }

    public static Resolution pending(WorkloadId provisional) {
        return new Resolution(provisional, Certainty.PENDING, Map.of());
    }

    public boolean pending() {
        return certainty == Certainty.PENDING;
    }

    public boolean guessed() {
        return certainty == Certainty.GUESSED;
    }
}
