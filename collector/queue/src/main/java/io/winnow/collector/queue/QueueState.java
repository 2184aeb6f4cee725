// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.collector.queue.chronicle.Roll;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What the writer keeps beside the queue files, as one line of JSON and a line with its CRC-32.
 *
 * @param format version of the directory's form
 * @param id of this queue and no other, random
 * @param roll time span of one file
 * @param reserved sequence numbers up to this one may have been used
 * @param closed the writer ended in good order: exactly those were used
 * @param newest name of the file that the last document went into, whether it is still there or not; null before the first
 * @param readers queue index up to which each named reader has done with the documents
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record QueueState(int format, String id, Roll roll, long reserved, boolean closed, String newest, Map<String, Long> readers) {

    static final int FORMAT = 2;
    private static final int MAX_READERS = 16;
    private static final int MAX_NAME_LENGTH = 64;

    QueueState {
        readers = readers == null ? Map.of() : Map.copyOf(readers);
    }

    static QueueState initial(Roll roll) {
        return new QueueState(FORMAT, UUID.randomUUID().toString(), roll, 0, true, null, Map.of());
    }

    QueueState withRoll(Roll other) {
        return new QueueState(format, id, other, reserved, closed, newest, readers);
    }

    QueueState withReserved(long sequence) {
        return new QueueState(format, id, roll, sequence, false, newest, readers);
    }

    /** No more numbers than those have been used, and no more will be. */
    QueueState ended(long sequence) {
        return new QueueState(format, id, roll, sequence, true, newest, readers);
    }

    /** A writer has opened it. */
    QueueState begun() {
        return new QueueState(format, id, roll, reserved, false, newest, readers);
    }

    /** Names of files rise with time: an older one changes nothing. */
    QueueState withNewest(String file) {
        boolean newer = newest == null || file.compareTo(newest) > 0;
        return newer ? new QueueState(format, id, roll, reserved, closed, file, readers) : this;
    }

    /** The names come from the other side: further ones than there should be are ignored, which keeps files longer. */
    QueueState withReader(String name, long index) {
        boolean acceptable = readers.containsKey(name) || readers.size() < MAX_READERS && name.length() <= MAX_NAME_LENGTH;
        if (!acceptable) {
            return this;
        }
        Map<String, Long> all = new HashMap<>(readers);
        all.merge(name, index, Math::max);
        return new QueueState(format, id, roll, reserved, closed, newest, all);
    }
}
