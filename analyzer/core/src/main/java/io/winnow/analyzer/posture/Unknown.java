// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

/**
 * A rule of which it cannot be said whether it is kept. That is a gap, and not a pass.
 *
 * @param reason in words
 */
public record Unknown(PostureRule rule, String reason) {}
