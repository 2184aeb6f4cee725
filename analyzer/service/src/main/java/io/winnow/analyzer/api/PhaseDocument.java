// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * What was seen in one stage of a workload's life, and how complete that is.
 *
 * @param stage start, serve or exec
 * @param kind syscall, argument, capability or io_uring
 * @param windows of its replicas in which something was done in the stage, or the whole starts of a workload that serves: the sample units
 * @param items that were seen
 * @param coverageAtLeast share of this behaviour that has been seen, as far as so few units can carry it, 0 to 1 and never 1; null before
 *     there is an estimate
 * @param unseenAtLeast estimated number of items that have not been seen, a lower bound; null before there is an estimate
 */
public record PhaseDocument(String stage, String kind, int windows, int items, Double coverageAtLeast, Double unseenAtLeast) {}
