// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/** The C functions, as {@code winnow.h} names them. */
final class TracerLibrary {

    private static boolean bound;

    private TracerLibrary() {}

    /** Outside a static initialiser, so that a failure reaches the caller as it is, each time. */
    static synchronized void bind() {
        if (!bound) {
            Path file = LibraryFile.locate();
            Native.register(TracerLibrary.class, NativeLibrary.getInstance(file.toString()));
            LibraryFile.loaded(file);
            bound = true;
        }
    }

    static native int winnow_schema_version();

    static native Pointer winnow_error();

    static native long winnow_probe(Pointer json, long capacity);

    static native long winnow_open_with(int slots, int items, int ringBytes, int flags, Pointer pinDirectory);

    static native int winnow_close(long handle, int keepPins);

    static native int winnow_unpin(Pointer pinDirectory);

    static native int winnow_resumed(long handle);

    static native int winnow_tick(long handle);

    static native long winnow_drain(long handle, Pointer destination, long capacity);

    static native int winnow_drained(long handle, long bytes);

    static native long winnow_ring_pending(long handle);

    static native long winnow_ring_position(long handle);

    static native long winnow_epoch(long handle);

    static native int winnow_wait(long handle, int timeoutMillis);

    static native int winnow_slots(long handle);

    static native int winnow_slot(long handle, int slot, Pointer info);

    static native int winnow_slot_watch(long handle, long cgroupId, int mode, Pointer path);

    static native int winnow_slot_mode(long handle, int slot, int generation, int set, int clear);

    static native int winnow_slot_release(long handle, int slot, int generation);

    static native int winnow_slot_serving(long handle, int slot, int generation);

    static native int winnow_slot_policy(long handle, int slot, int generation, Pointer words);

    static native long winnow_items_read(long handle);

    static native long winnow_snapshot(long handle, int slot, int generation, int closeWindow, Pointer destination, long capacity);

    static native long winnow_profile(long handle, int slot, int generation, int reset, Pointer destination, long capacity);

    static native int winnow_counters(long handle, Pointer counters);

    static native long winnow_skipped(long handle);

    static native long winnow_clock_offset();

    static native long winnow_cgroup_id(Pointer path);
}
