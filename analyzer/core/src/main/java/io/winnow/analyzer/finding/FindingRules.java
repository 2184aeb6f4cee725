// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import java.time.Duration;

/**
 * How findings are kept and sent.
 *
 * @param updateEvery shortest time between two updates of one finding; what comes meanwhile is in the next
 * @param idleAfter a finding takes no more of a long-lived process if nothing came of it for so long: what comes is a new one
 * @param closeAfter it closes if nothing came of it for so long
 * @param maxBytes that all of them may weigh; then the oldest go, closed ones first
 */
public record FindingRules(Duration updateEvery, Duration idleAfter, Duration closeAfter, long maxBytes) {

    public static final FindingRules DEFAULT = new FindingRules(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofDays(1), 32L << 20);
}
