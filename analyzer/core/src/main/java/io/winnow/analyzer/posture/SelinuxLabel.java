// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.Set;

/**
 * The label of a container's processes.
 *
 * @param type that decides what they may do; empty if there is no label
 * @param categories that keep containers apart; empty if there are none
 */
public record SelinuxLabel(String type, String categories) {

    private static final Set<String> UNCONFINED = Set.of("", "spc_t", "unconfined_t", "container_runtime_t", "init_t", "initrc_t", "unconfined_service_t");
    private static final int TYPE = 2;
    private static final int PARTS = 5;

    /** @param label {@code user:role:type:sensitivity:categories}; the last one may be missing */
    public static SelinuxLabel of(String label) {
        String[] parts = label.split(":", PARTS);
        return new SelinuxLabel(parts.length > TYPE ? parts[TYPE] : "", parts.length == PARTS ? parts[PARTS - 1] : "");
    }

    /** Whether the type allows less than the engine itself may do. */
    boolean confines() {
        return !UNCONFINED.contains(type);
    }

    /** In words. */
    String text() {
        return type.isEmpty() ? "no label" : "type " + type + (categories.isEmpty() ? ", no categories" : ", categories " + categories);
    }
}
