// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * A process above one that acted.
 *
 * @param tgid process id as the host sees it
 * @param containerTgid process id as the pid namespace of the one that acted sees it; 0 if the ancestor is outside the container
 * @param started CLOCK_BOOTTIME, nanoseconds: with the tgid it names the process
 * @param comm untrusted: the process chose it
 */
public record Ancestor(int tgid, int containerTgid, long started, String comm) {

    /** Whether the process is one of the container's. */
    public boolean inContainer() {
        return containerTgid != 0;
    }
}
