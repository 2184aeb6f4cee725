// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.Tracer;
import java.util.Arrays;

/** What Winnow's kernel programs do with a container. */
public enum WinnowMode {
    LEARN("learn", "Winnow's programs learning, without its service: no process drains the ring, no window closes") {
        @Override
        void begin(Tracer tracer, SlotKey slot) {}
    },
    POLICY("policy", "Winnow's programs watching a frozen container, without its service") {
        @Override
        void begin(Tracer tracer, SlotKey slot) {
            tracer.watchPolicy(slot, allowingAll());
        }
    },
    DENIALS("denials", "as policy, and the calls that seccomp refuses (exit hook)") {
        @Override
        void begin(Tracer tracer, SlotKey slot) {
            tracer.watchPolicy(slot, allowingAll());
            tracer.mode(slot, SlotMode.DENIALS, 0);
        }
    },
    PROFILER("profiler", "as learn, and counting and timing every call") {
        @Override
        void begin(Tracer tracer, SlotKey slot) {
            tracer.mode(slot, SlotMode.PROFILE, 0);
        }
    },
    TRACE("trace", "every call and its return as a record, drained into a queue, without the rest of the service") {
        @Override
        void begin(Tracer tracer, SlotKey slot) {
            tracer.mode(slot, SlotMode.TRACE, 0);
        }
    };

    private final String label;
    private final String description;

    WinnowMode(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** Switches a slot that learns to this mode. */
    abstract void begin(Tracer tracer, SlotKey slot);

    public String label() {
        return label;
    }

    String description() {
        return description;
    }

    private static long[] allowingAll() {
        long[] words = new long[Layout.BITMAP_WORDS];
        Arrays.fill(words, -1L);
        return words;
    }
}
