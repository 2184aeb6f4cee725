// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.tracer.SlotInfo;
import io.winnow.collector.tracer.Tracer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The slots in use. Records report new and ended slots at once; since a full ring can lose a record, the slots themselves are
 * also looked at in turn.
 */
final class Slots {

    /** Slots looked at in one go: a second's worth. */
    private static final int SCAN = 1024;

    private final Tracer tracer;
    private final Map<Integer, TrackedSlot> byIndex = new HashMap<>();
    private final Map<Long, TrackedSlot> byCgroup = new HashMap<>();
    /** The newest at each path. */
    private final Map<String, TrackedSlot> byPath = new HashMap<>();
    private int cursor = 1;

    Slots(Tracer tracer) {
        this.tracer = tracer;
    }

    Collection<TrackedSlot> all() {
        return byIndex.values();
    }

    /** A copy to walk over while slots come and go. */
    List<TrackedSlot> copy() {
        return List.copyOf(byIndex.values());
    }

    Optional<TrackedSlot> find(SlotKey key) {
        TrackedSlot slot = byIndex.get(key.index());
        return slot != null && slot.key.equals(key) ? Optional.of(slot) : Optional.empty();
    }

    /** Whether a running cgroup has a slot, or lies in a confirmed one's. */
    boolean covers(CgroupRef cgroup) {
        TrackedSlot own = byCgroup.get(cgroup.id());
        String path = cgroup.path();
        while (own == null && !path.isEmpty()) {
            own = Optional.ofNullable(byPath.get(path)).filter(TrackedSlot::confirmed).orElse(null);
            path = path.substring(0, path.lastIndexOf('/'));
        }
        return own != null;
    }

    /**
     * A slot that a record names; the record may be older than what was read from the slot since. After a kill the ring has records once more that an
     * earlier process drained: if that one also released the slot, it has reported all about it.
     */
    void created(SlotKey key, CgroupRef cgroup, long time, long now) {
        TrackedSlot known = byIndex.get(key.index());
        boolean fresh = known == null || key.generation() - known.key.generation() > 0;
        if (fresh && info(key).isPresent()) {
            put(new TrackedSlot(key, cgroup, false, false, false, now, time + tracer.clockOffset()));
        }
    }

    /** A slot as the kernel has it now. */
    TrackedSlot track(SlotInfo info, long now) {
        TrackedSlot slot = find(info.key()).orElse(null);
        if (slot == null) {
            slot = new TrackedSlot(
                    info.key(),
                    new CgroupRef(info.cgroupId(), info.path()),
                    info.isMode(SlotMode.LATE),
                    info.isMode(SlotMode.CONFIRMED),
                    info.isNoted(SlotNote.REMOVED),
                    now,
                    info.created() + tracer.clockOffset());
            put(slot);
        }
        if (info.isNoted(SlotNote.REMOVED)) {
            slot.remove(info.removed() + tracer.clockOffset());
        }
        slot.entered |= info.entrypoint() != 0;
        slot.watching = info.isMode(SlotMode.WATCH);
        slot.profiled = info.isMode(SlotMode.PROFILE);
        return slot;
    }

    /** Looks at all slots: at the start, since an earlier process may have left some. */
    void scanAll(long now) {
        for (int i = 1; i < tracer.slots(); i++) {
            tracer.slot(i).ifPresent(info -> track(info, now));
        }
    }

    /** Looks at the next ones in turn. */
    void scanSome(long now) {
        for (int i = 0; i < Math.min(SCAN, tracer.slots() - 1); i++) {
            tracer.slot(cursor).ifPresent(info -> track(info, now));
            cursor = cursor + 1 < tracer.slots() ? cursor + 1 : 1;
        }
    }

    /** The slot's state now; empty if it has gone to another slot owner. */
    Optional<SlotInfo> info(TrackedSlot slot) {
        return info(slot.key);
    }

    private Optional<SlotInfo> info(SlotKey key) {
        return tracer.slot(key.index()).filter(info -> info.key().equals(key));
    }

    /** Takes note of the slot's state now. */
    void refresh(TrackedSlot slot, long now) {
        info(slot).ifPresent(info -> track(info, now));
    }

    /** Those of one container. */
    List<TrackedSlot> of(String container) {
        return byIndex.values().stream().filter(slot -> slot.container != null && slot.container.id().equals(container)).toList();
    }

    void drop(TrackedSlot slot) {
        byIndex.remove(slot.key.index(), slot);
        byCgroup.remove(slot.cgroup.id(), slot);
        byPath.remove(slot.cgroup.path(), slot);
    }

    private void put(TrackedSlot slot) {
        TrackedSlot before = byIndex.put(slot.key.index(), slot);
        if (before != null) {
            byCgroup.remove(before.cgroup.id(), before);
            byPath.remove(before.cgroup.path(), before);
        }
        byCgroup.put(slot.cgroup.id(), slot);
        byPath.put(slot.cgroup.path(), slot);
    }
}
