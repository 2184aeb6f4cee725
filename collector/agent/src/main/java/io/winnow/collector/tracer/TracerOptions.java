// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to open the tracer.
 *
 * @param slots most cgroups observed at a time, 2..65536; the host is one of them
 * @param items most items over all slots
 * @param ringBytes a power of two, at least 4096
 * @param pinDirectory a directory on bpffs in which maps and links outlive the process
 * @param capabilities attach the capability hook
 * @param tasksByTid use the lookup for kernels without task storage, by choice
 * @param verbose libbpf's debug output to stderr
 */
public record TracerOptions(
        int slots, int items, int ringBytes, Optional<Path> pinDirectory, boolean capabilities, boolean tasksByTid, boolean verbose) {

    public static final int MAX_SLOTS = 65536;
    public static final int MIN_RING_BYTES = 4096;
    /** For trace mode: some hundred milliseconds of what one CPU can produce. */
    public static final int TRACE_RING_BYTES = 64 << 20;

    public static final TracerOptions DEFAULT =
            new TracerOptions(1024, 65536, 16 << 20, Optional.empty(), true, false, false);

    public TracerOptions {
        if (slots < 2 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots=" + slots + ": must be 2.." + MAX_SLOTS);
        }
        if (items < 1) {
            throw new IllegalArgumentException("items=" + items + ": must be at least 1");
        }
        if (ringBytes < MIN_RING_BYTES || Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException("ringBytes=" + ringBytes + ": must be a power of two, at least " + MIN_RING_BYTES);
        }
    }

    public TracerOptions withSlots(int count) {
        return new TracerOptions(count, items, ringBytes, pinDirectory, capabilities, tasksByTid, verbose);
    }

    public TracerOptions withRingBytes(int bytes) {
        return new TracerOptions(slots, items, bytes, pinDirectory, capabilities, tasksByTid, verbose);
    }

    public TracerOptions withPinDirectory(Path directory) {
        return new TracerOptions(slots, items, ringBytes, Optional.of(directory), capabilities, tasksByTid, verbose);
    }
}
