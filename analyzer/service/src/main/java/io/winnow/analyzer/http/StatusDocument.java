// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.util.Map;

/**
 * How the analyzer is doing.
 *
 * @param version of the program
 * @param node the host's name; null before the first session document
 * @param startedAt ISO-8601
 * @param queue directory that is read
 * @param documents read since the start
 * @param lagMillis age of the newest document when it was read; null before the first
 * @param workloads known
 * @param frozen of them
 * @param containers running
 * @param violations published since the start
 * @param refused system calls that seccomp refused and that were seen since the start, each once a container, as far as that was asked for
 * @param publishing where violations go
 * @param unconfirmed events in flight
 * @param lastError why nothing is delivered at the moment; null if all is well
 * @param losses by hop and reason; absolute
 */
public record StatusDocument(
        String version,
        String node,
        String startedAt,
        String queue,
        long documents,
        Long lagMillis,
        int workloads,
        int frozen,
        int containers,
        long violations,
        long refused,
        String publishing,
        int unconfirmed,
        String lastError,
        Map<String, Long> losses) {}
