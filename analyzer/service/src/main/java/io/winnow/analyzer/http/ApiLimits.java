// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.time.Duration;

/**
 * What a client may ask for.
 *
 * @param connections at a time; half as many may follow violations
 * @param lineBytes of the request line
 * @param headerBytes of all headers
 * @param bodyBytes of a body
 * @param requestTime until a request has arrived in full
 * @param answerTime until the analyzer must have answered
 * @param followBytes of violations that are kept for followers that read slowly, all of them together; one that falls further behind is cut off
 */
public record ApiLimits(
        int connections, int lineBytes, int headerBytes, int bodyBytes, Duration requestTime, Duration answerTime, int followBytes) {

    public static final ApiLimits DEFAULT =
            new ApiLimits(64, 4096, 8192, 64 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(30), 4 << 20);
}
