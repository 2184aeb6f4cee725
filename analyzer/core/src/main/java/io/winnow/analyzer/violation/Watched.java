// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

/**
 * A container of a frozen workload.
 *
 * @param subject its names
 * @param baseline what it may do
 * @param frozenAt wall time, nanoseconds since 1970: what was lost before is not its violation
 */
public record Watched(Subject subject, FrozenBaseline baseline, long frozenAt) {}
