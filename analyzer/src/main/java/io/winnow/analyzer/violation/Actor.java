// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

/**
 * Who did it.
 *
 * @param pid the process as the host sees it
 * @param tid the thread as the host sees it
 * @param containerPid the process as its own pid namespace sees it
 * @param uid in the initial user namespace
 * @param gid in the initial user namespace
 * @param comm hostile: the task chose it
 * @param executable path as seen from the process's root; hostile
 */
public record Actor(int pid, int tid, int containerPid, long uid, long gid, String comm, String executable) {}
