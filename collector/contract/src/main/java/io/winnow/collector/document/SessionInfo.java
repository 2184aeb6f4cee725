// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.record.Layout;

/**
 * One run of a collector: payload of the SESSION document that comes first.
 *
 * @param node the host's name
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: record times compare within it
 * @param kernel release of the kernel
 * @param schemaVersion {@link Layout#SCHEMA_VERSION} of the writer
 * @param epoch random, new with the maps: ring positions compare within it
 * @param resumed the maps of an earlier process were taken over
 * @param windowMillis length of a sampling window
 * @param capabilityHook the hook that sees capability checks, empty if they are not
 * @param startedAt wall time, nanoseconds since 1970
 */
public record SessionInfo(
        String node,
        String bootId,
        String kernel,
        int schemaVersion,
        long epoch,
        boolean resumed,
        long windowMillis,
        String capabilityHook,
        long startedAt) {}
