// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SlotKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads the profiles of slots, into memory that grows as they do. For the tracer's thread. */
public final class ProfileBuffer {

    private static final int FIRST_BYTES = 1 << 20;

    private final Tracer tracer;
    private final int maxBytes;
    private ByteBuffer buffer = buffer(FIRST_BYTES);

    /** @param maxBytes that a profile may take; a call takes some 300, and as many for each errno that it failed with */
    public ProfileBuffer(Tracer tracer, int maxBytes) {
        this.tracer = tracer;
        this.maxBytes = maxBytes;
    }

    /**
     * What was counted so far.
     *
     * @param slot in profile mode, or lately so
     * @param reset begins it anew
     * @throws TracerException if the slot has gone to another slot owner, or the profile is larger than it may be
     */
    public List<SyscallUse> read(SlotKey slot, boolean reset) {
        while (true) {
            try {
                CallProfileReader entries = new CallProfileReader();
                entries.wrap(buffer, 0, tracer.profile(slot, reset, buffer.clear()));
                return SyscallUse.read(entries);
            } catch (TracerException e) {
                if (e.errno() != Errno.ENOSPC || buffer.capacity() >= maxBytes) {
                    throw e;
                }
                buffer = buffer(buffer.capacity() * 2);
            }
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
