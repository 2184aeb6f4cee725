// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import java.nio.file.Path;

/** Opens the native tracer. The library is unpacked from the jar, or taken from the directory {@code -Dwinnow.native.dir}. */
public final class Tracers {

    private Tracers() {}

    /**
     * Opens, configures, loads and attaches.
     *
     * @throws TracerException if this host cannot, with the reason and the remedy
     */
    public static Tracer open(TracerOptions options) {
        return NativeTracer.open(options);
    }

    /** What this host offers, as a JSON object: feature → {"ok", "mechanism", "remedy"}. Needs no tracer. */
    public static String probe() {
        return NativeTracer.probe();
    }

    /** CLOCK_REALTIME − CLOCK_BOOTTIME now, nanoseconds. Needs no tracer. */
    public static long clockOffset() {
        return NativeTracer.clockOffsetNow();
    }

    /** Removes what a tracer left pinned in the directory; nothing to do is no error. */
    public static void unpin(Path pinDirectory) {
        NativeTracer.unpin(pinDirectory);
    }
}
