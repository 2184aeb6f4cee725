// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator is called for: violations grouped by what caused them, ranked, with what they mean and what to do. {@link Findings} holds them,
 * {@link Causes} decides what belongs together.
 */
package io.winnow.analyzer.finding;
