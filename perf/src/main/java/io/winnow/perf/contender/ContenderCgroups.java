// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.TracerOptions;
import io.winnow.collector.tracer.Tracers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A tracer that watches cgroups which have run before, as a collector does that is started late. */
final class ContenderCgroups implements AutoCloseable {
    /* beside the containers': the host's, and some for cgroups that others make meanwhile */
    private static final int SPARE_SLOTS = 64;

    private final Tracer tracer;
    private final List<SlotKey> slots = new ArrayList<>();

    private ContenderCgroups(Tracer tracer) {
        this.tracer = tracer;
    }

    static ContenderCgroups open(List<Path> cgroups, WinnowMode mode) {
        ContenderCgroups watched = new ContenderCgroups(Tracers.open(options(cgroups.size(), mode)));
        try {
            cgroups.forEach(cgroup -> watched.watch(cgroup, mode));
            return watched;
        } catch (RuntimeException e) {
            watched.close();
            throw e;
        }
    }

    private static TracerOptions options(int cgroups, WinnowMode mode) {
        TracerOptions options = TracerOptions.DEFAULT.withSlots(cgroups + SPARE_SLOTS);
        return mode == WinnowMode.TRACE ? options.withRingBytes(TracerOptions.TRACE_RING_BYTES) : options;
    }

    private void watch(Path cgroup, WinnowMode mode) {
        int index = tracer.watch(tracer.cgroupId(cgroup), SlotMode.CONFIRMED | SlotMode.LATE, cgroup.toString())
                .orElseThrow(() -> new IllegalStateException("no slot for " + cgroup));
        SlotKey slot = tracer.slot(index).orElseThrow().key();
        mode.begin(tracer, slot);
        slots.add(slot);
    }

    Tracer tracer() {
        return tracer;
    }

    List<SlotKey> slots() {
        return slots;
    }

    @Override
    public void close() {
        tracer.close();
    }
}
