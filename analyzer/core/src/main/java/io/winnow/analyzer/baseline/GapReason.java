// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

/** Why a baseline may lack something that its workload did. */
public enum GapReason {
    /** Records were lost: sets are complete (they are state), only their provenance is not. */
    RING_FULL("ring-full", false, "records were lost, so that some items have no provenance"),
    /** A runtime's calls were not followed: the runtime calls may lack some, the workload's do not. */
    SETUP_FULL("setup-full", false, "a runtime's calls could not be followed"),
    ITEMS_FULL("items-full", true, "items found no place in the kernel's items map; raise its size"),
    TASKS_FULL("tasks-full", true, "tasks could not be followed, so that exec sessions may count as the workload's own"),
    /** Of older collectors, which counted these calls as lost; they are an item now. */
    OUT_OF_RANGE("out-of-range", false, "system call numbers beyond the table were called; the kernel answers them with ENOSYS"),
    SLOTS_EXHAUSTED("slots-exhausted", true, "containers of this host were not observed because all slots were taken; raise their number"),
    DOCUMENTS_MISSING("documents-missing", true, "documents of the queue were lost or damaged while replicas ran"),
    UNIDENTIFIED("unidentified", true, "replicas of its program ended before anything but their cgroup was known, and did more than is in here"),
    UNOBSERVED("unobserved", true, "no collector was there, nor what it leaves in the kernel, when its replicas came and went; pin the tracer"),
    UNFINISHED("unfinished", true, "a replica ended without its last snapshot"),
    UNDER_FILTER("masked", true, "replicas ran under a seccomp filter that is not known, which hides what it refuses; learn once without one"),
    UNDER_UNIT_FILTER("unit-filter", true,
            "its unit has a seccomp filter (SystemCallFilter= or a Restrict... setting), which systemd makes itself: systemd's filter is not known; learn once without it"),
    LATE("late", true, "no replica was watched from its start; restart one"),
    TRUNCATED("truncated", true, "more items than a baseline keeps");

    private final String label;
    private final boolean partial;
    private final String sentence;

    GapReason(String label, boolean partial, String sentence) {
        this.label = label;
        this.partial = partial;
        this.sentence = sentence;
    }

    /** The name in documents. */
    public String label() {
        return label;
    }

    /** Whether it makes a baseline partial. */
    public boolean partial() {
        return partial;
    }

    /** Whether it is that a filter hid what it refused: that did not run, and is not needed where a filter is active. */
    public boolean hiddenByFilter() {
        return this == UNDER_FILTER || this == UNDER_UNIT_FILTER;
    }

    /** What it means, and what to do if something can be done. */
    public String sentence() {
        return sentence;
    }
}
