// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * Who did it.
 *
 * @param tgid process id as the host sees it
 * @param tid thread id as the host sees it
 * @param containerTgid process id as its own pid namespace sees it
 * @param uid in the initial user namespace
 * @param gid in the initial user namespace
 * @param comm untrusted: the task chose it
 */
public record Actor(int tgid, int tid, int containerTgid, long uid, long gid, String comm) {}
