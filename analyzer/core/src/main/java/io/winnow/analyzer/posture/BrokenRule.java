// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

/**
 * A rule that is broken.
 *
 * @param severity of this evidence: it may be less than the rule's worst
 * @param evidence what was seen; may have untrusted names
 */
public record BrokenRule(PostureRule rule, Severity severity, String evidence) {}
