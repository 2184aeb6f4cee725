// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * One version of a workload, that is, one digest of its image, and how it differs from the version before. Strings may be untrusted.
 *
 * @param shortId names it in every call
 * @param digest of the image; empty if it is not known
 * @param since when it was first seen, ISO-8601; null if nothing of it was
 * @param state learning, stable or frozen
 * @param containers running now
 * @param syscalls distinct system calls of the entrypoint's tree
 * @param startedFrom the workload whose frozen baseline it started with; null if there is none
 * @param added what it does and the version before was not seen to do, in words; null of the first
 * @param gone what only the version before was seen to do; null of the first, and if this one started from a baseline: only what lies outside is known of it
 */
public record VersionDocument(
        String shortId, String digest, String since, String state, int containers, int syscalls, String startedFrom, List<String> added, List<String> gone) {}
