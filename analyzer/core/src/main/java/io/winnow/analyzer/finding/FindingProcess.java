// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

/**
 * A process of a finding's tree. FindingLimits are untrusted and bounded.
 *
 * @param pid as the host sees it
 * @param containerPid as the container sees it; 0 if the process is outside
 * @param started CLOCK_BOOTTIME in nanoseconds: with the pid it names the process; 0 if it is not known
 * @param parent pid of the parent as the host sees it; 0 if it is not known
 * @param comm name of the process
 * @param uid in the initial user namespace; null if the process only started others
 * @param executable path of its program, from its root; null if it is not known
 * @param member it is the root or below it; others are shown because they are above it, or did the same
 */
public record FindingProcess(int pid, int containerPid, long started, int parent, String comm, Long uid, String executable, boolean member) {

    /** What is known of a process stays known; its newest program counts. */
    FindingProcess with(FindingProcess now) {
        return new FindingProcess(
                pid, Math.max(containerPid, now.containerPid), started, now.parent == 0 ? parent : now.parent, now.comm,
                now.uid == null ? uid : now.uid, now.executable == null ? executable : now.executable, member || now.member);
    }
}
