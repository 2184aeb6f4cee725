// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import io.winnow.collector.queue.BatchSource;
import io.winnow.collector.record.SlotKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A kernel tracer at work, and the ring that its records wait in ({@link BatchSource}). It belongs to one thread at a time. Methods throw
 * {@link TracerException} with the native error;
 * a slot that has gone to another slot owner is {@link TracerException#stale()}.
 *
 * <p>Times are CLOCK_BOOTTIME in nanoseconds. Buffers are direct and little endian; results are written from their position
 * on, which moves behind them.
 */
public interface Tracer extends BatchSource, AutoCloseable {

    /**
     * Does what is due: frees released slots whose grace period is over, and attaches or detaches the exit hook as slots ask for it. Call it
     * before each {@link #drain}.
     */
    void tick();

    /** Bytes ever drained, comparable within one {@link #epoch}. */
    @Override
    long position();

    /** Random, new with the maps. */
    long epoch();

    /** Waits until the kernel says that something urgent is in the ring; false if something else is, or the time was over first. Ticks meanwhile. */
    boolean awaitUrgent(int timeoutMillis);

    /** Number of slots, slot 0 (the host) included. */
    int slots();

    /** Empty if the slot is free. */
    Optional<SlotInfo> slot(int index);

    /**
     * Gives a slot to a cgroup that exists already, or answers the slot that it has.
     *
     * @param mode {@link io.winnow.collector.record.SlotMode} bits, LATE if it has run before
     * @param path in the cgroup hierarchy
     * @return the slot; empty if none is free
     */
    OptionalInt watch(long cgroupId, int mode, String path);

    /** Sets mode bits and clears others. */
    void mode(SlotKey slot, int set, int clear);

    /** Frees the slot. Its index is allocated again after a grace period. */
    void release(SlotKey slot);

    /** Operator's mark: the container serves. */
    void serving(SlotKey slot);

    /**
     * Switches to watching.
     *
     * @param words allowed numbers, {@link io.winnow.collector.record.Layout#BITMAP_WORDS} words by stage, ABI and number
     */
    void watchPolicy(SlotKey slot, long[] words);

    /** Switches back to learning. */
    void learn(SlotKey slot);

    /** Reads the items map once for the snapshots that follow. Returns the number of items over all slots. */
    int readItems();

    /**
     * Writes a {@link io.winnow.collector.flyweight.SnapshotFlyweight snapshot} and its items.
     *
     * @param closeWindow exchanges the window with zero and counts it
     * @return its size in bytes
     */
    int snapshot(SlotKey slot, boolean closeWindow, ByteBuffer destination);

    /**
     * Writes the profile of a slot in {@link io.winnow.collector.record.SlotMode#PROFILE}, absolute since it was begun, for a
     * {@link io.winnow.collector.flyweight.ProfileReader}.
     *
     * @param reset begins it anew; calls between the reading and the reset are in neither
     * @return bytes written; 0 if nothing was counted
     */
    int profile(SlotKey slot, boolean reset, ByteBuffer destination);

    HostCounters counters();

    /** Calls that the kernel showed to no program (Linux 7.2 and newer), since this tracer was opened. Asks the kernel about each program. */
    long skipped();

    /** CLOCK_REALTIME − CLOCK_BOOTTIME, nanoseconds. */
    long clockOffset();

    /** The id that the kernel gives the cgroup whose directory this is. */
    long cgroupId(Path cgroup);

    /** The maps of an earlier process were taken over. */
    boolean resumed();

    /** Detaches and frees; leaves a pinned tracer at work in the kernel if {@code keepPins}. Twice is harmless. */
    void close(boolean keepPins);

    @Override
    default void close() {
        close(false);
    }
}
