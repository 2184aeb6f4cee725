// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * What all workloads use together, beside what they are allowed. Those that only hold the namespaces of pods do not count.
 *
 * @param workloads that are counted
 * @param syscallsUsed names that at least one of them used
 * @param syscallsAllowed names that Docker's default allows at least one of them, with the capabilities that it was granted
 * @param capabilitiesUsed that at least one of them needs
 * @param capabilitiesGranted that at least one of them has; Docker's default if its configuration is not known
 */
public record FleetDocument(int workloads, int syscallsUsed, int syscallsAllowed, int capabilitiesUsed, int capabilitiesGranted) {}
