// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.workload.PlainText;

/**
 * A step in the life of a finding.
 *
 * @param time wall time in nanoseconds since 1970
 * @param state that it came to
 * @param by the operator; {@value #ITSELF} if there was none
 * @param reason in the operator's words, or why it opened or closed by itself
 */
public record FindingDecision(long time, FindingState state, String by, String reason) {

    /** No operator. */
    public static final String ITSELF = "winnow";

    public FindingDecision {
        by = PlainText.of(by);
        reason = PlainText.of(reason, PlainText.MAX_TEXT);
    }
}
