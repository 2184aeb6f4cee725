// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.record.SlotKey;
import java.util.List;
import java.util.Objects;

/**
 * The calls of a container that is profiled: payload of a PROFILE document, one a second. The figures are absolute, since it was begun in this slot.
 *
 * @param request as it was asked
 * @param slot that the container has; when it starts again, it has another
 * @param last its time is over, it was stopped, or the container has ended: nothing follows from this slot
 * @param uncounted calls of all that are profiled for which the kernel's map had no space
 * @param calls each that was counted
 */
public record CallProfile(ProfilingRequest request, SlotKey slot, boolean last, long uncounted, List<SyscallUse> calls) {

    public CallProfile {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(slot, "slot");
        calls = calls == null ? List.of() : List.copyOf(calls);
    }
}
