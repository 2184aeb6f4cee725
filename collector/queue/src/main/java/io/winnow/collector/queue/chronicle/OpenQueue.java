// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** Chronicle's queue over the files of a directory, open to be appended to. */
public record OpenQueue(SingleChronicleQueue queue, ExcerptAppender appender) implements AutoCloseable {

    public static OpenQueue of(Path directory, Roll roll, RollClock clock) {
        SingleChronicleQueue queue = StoreSettings.writer(directory, roll, clock);
        try {
            ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true); // opened on one thread, used on another
            return new OpenQueue(queue, appender);
        } catch (Throwable e) { // exceptions that are not declared among them
            queue.close();
            throw e;
        }
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
