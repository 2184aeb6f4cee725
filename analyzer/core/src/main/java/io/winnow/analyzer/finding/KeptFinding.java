// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

/**
 * A finding as it is kept over a restart.
 *
 * @param finding as it was
 * @param confirmed sequence of the newest update that is known to have arrived; 0 for none
 * @param heard when it changed last, wall time in nanoseconds since 1970: what it is about may have happened long before
 */
public record KeptFinding(Finding finding, long confirmed, long heard) {}
