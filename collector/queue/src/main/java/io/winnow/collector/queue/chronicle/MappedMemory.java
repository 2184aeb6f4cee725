// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.Bytes;

/** A queue page as a buffer, so that the kernel's bytes are copied into it and nowhere else. */
public final class MappedMemory {

    private MappedMemory() {}

    /** The next {@code length} bytes that {@code document} would write. Valid until another document is begun. */
    public static ByteBuffer ahead(Bytes<?> document, int length) {
        long start = document.writePosition();
        document.ensureCapacity(start + length);
        Pointer page = new Pointer(document.addressForWrite(start));
        return page.getByteBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
