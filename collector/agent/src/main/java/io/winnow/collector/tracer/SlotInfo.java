// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import io.winnow.collector.record.SlotKey;

/**
 * A slot that is in use. Times are CLOCK_BOOTTIME in nanoseconds, 0 for "not yet".
 *
 * @param key index and generation
 * @param mode {@link io.winnow.collector.record.SlotMode} bits
 * @param notes {@link io.winnow.collector.record.SlotNote} bits
 * @param cgroupId of the cgroup that owns it
 * @param created when the slot was given
 * @param entrypoint when the entrypoint was executed
 * @param serving first sign of serving
 * @param removed when the cgroup went away
 * @param pidNamespace inode of the entrypoint's pid namespace, 0 before it
 * @param windowNumber windows taken so far
 * @param path in the cgroup hierarchy; untrusted
 */
public record SlotInfo(
        SlotKey key,
        int mode,
        int notes,
        long cgroupId,
        long created,
        long entrypoint,
        long serving,
        long removed,
        int pidNamespace,
        int windowNumber,
        String path) {

    public boolean isMode(int bits) {
        return (mode & bits) != 0;
    }

    public boolean isNoted(int bits) {
        return (notes & bits) != 0;
    }
}
