// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** How every queue of the project is built, so that writer and readers agree. */
public final class StoreSettings {

    public static final String FILE_SUFFIX = ".cq4";
    public static final String METADATA_FILE = "metadata.cq4t";

    /** Files are mapped in blocks of this size, each with a quarter more behind it that overlaps the next. */
    public static final long BLOCK_BYTES = 16L << 20;
    /** A document that begins in a block ends within its overlap, so it is contiguous in memory. */
    public static final int MAX_DOCUMENT_BYTES = (int) (BLOCK_BYTES / 4) - 4096;

    /** How long Chronicle waits for a lock or a half-written header. Ours are never contended. */
    private static final long TIMEOUT_MILLIS = 1_000;

    private StoreSettings() {}

    public static SingleChronicleQueue writer(Path directory, Roll roll, RollClock clock) {
        return builder(directory, roll).timeProvider(clock).build();
    }

    public static SingleChronicleQueue reader(Path directory, Roll roll) {
        return builder(directory, roll).readOnly(true).build();
    }

    /** Makes Chronicle's table of the roll files that are there, and touches none of them. */
    public static void makeTable(Path directory, Roll roll) {
        writer(directory, roll, new RollClock(roll)).close();
    }

    private static SingleChronicleQueueBuilder builder(Path directory, Roll roll) {
        return SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(roll.cycle())
                .blockSize(BLOCK_BYTES)
                .timeoutMS(TIMEOUT_MILLIS);
    }
}
