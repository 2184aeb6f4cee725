// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

/** How far a workload's baseline has come. Whether it is partial is separate: {@link Baseline#partialReasons()}. */
public enum BaselineState {
    /** New things are still expected. */
    LEARNING,
    /** By the estimate nothing new is expected, and nothing was missed. It still learns. */
    STABLE,
    /** It no longer changes: what comes later is held for review. */
    FROZEN
}
