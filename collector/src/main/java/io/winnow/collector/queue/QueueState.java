// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What the writer keeps beside the queue files, as one line of JSON and a line with its CRC-32.
 *
 * @param format version of the directory's form
 * @param id of this queue and no other, random; null where a version that knew of none made the directory
 * @param roll time span of one file
 * @param reserved sequence numbers up to this one may have been used; exactly those after an orderly end
 * @param newest name of the file that the last document went into, whether it is still there or not; null before the first
 * @param readers queue index up to which each named reader has done with the documents
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record QueueState(int format, String id, Roll roll, long reserved, String newest, Map<String, Long> readers) {

    static final int FORMAT = 1;
    private static final int MOST_READERS = 16;
    private static final int MOST_NAME_LENGTH = 64;

    QueueState {
        readers = readers == null ? Map.of() : Map.copyOf(readers);
    }

    static QueueState initial(Roll roll) {
        return new QueueState(FORMAT, UUID.randomUUID().toString(), roll, 0, null, Map.of());
    }

    /** This with an id. */
    QueueState identified() {
        return id != null ? this : new QueueState(format, UUID.randomUUID().toString(), roll, reserved, newest, readers);
    }

    QueueState withRoll(Roll other) {
        return new QueueState(format, id, other, reserved, newest, readers);
    }

    QueueState withReserved(long sequence) {
        return new QueueState(format, id, roll, sequence, newest, readers);
    }

    /** Names of files rise with time: an older one changes nothing. */
    QueueState withNewest(String file) {
        boolean newer = newest == null || file.compareTo(newest) > 0;
        return newer ? new QueueState(format, id, roll, reserved, file, readers) : this;
    }

    /** The names come from the other side: further ones than there should be are ignored, which keeps files longer. */
    QueueState withReader(String name, long index) {
        boolean acceptable = readers.containsKey(name) || readers.size() < MOST_READERS && name.length() <= MOST_NAME_LENGTH;
        if (!acceptable) {
            return this;
        }
        Map<String, Long> all = new HashMap<>(readers);
        all.merge(name, index, Math::max);
        return new QueueState(format, id, roll, reserved, newest, all);
    }
}
