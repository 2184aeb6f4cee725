// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

/**
 * The comparison in numbers.
 *
 * @param syscallsUsed names that the workload used itself
 * @param syscallsAllowed names that the profile allows, the runtime's calls included
 * @param syscallsAllowedByDocker names that Docker's default allows with the capabilities that the workload had
 * @param capabilitiesUsed that the workload needs
 * @param capabilitiesGranted that it had; null if no configuration could be read
 */
public record Figures(
        int syscallsUsed, int syscallsAllowed, int syscallsAllowedByDocker, int capabilitiesUsed, Integer capabilitiesGranted) {

    /** How many are needed, and how many it had, in words. */
    public String capabilities() {
        return capabilitiesUsed + (capabilitiesGranted == null ? "; which were granted is not known" : " of " + capabilitiesGranted + " granted");
    }
}
