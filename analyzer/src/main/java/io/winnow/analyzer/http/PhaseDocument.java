// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

/**
 * What was seen in one stage of a workload's life, and how complete that is.
 *
 * @param stage start, serve or exec
 * @param kind syscall, argument, capability or io_uring
 * @param windows of its replicas in which something was done in the stage: the sample units
 * @param items that were seen
 * @param coverage estimated share of this behaviour that has been seen, 0 to 1; null before there is an estimate
 * @param unseen estimated number of items that have not been seen; null before there is an estimate
 */
public record PhaseDocument(String stage, String kind, int windows, int items, Double coverage, Double unseen) {}
