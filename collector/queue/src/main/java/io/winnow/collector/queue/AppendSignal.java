// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's side of {@link AppendWatch}: one byte that is written over and over again. The kernel reports that to the readers that watch the directory,
 * who need no more than read access, and whom the writer neither knows nor waits for. Belongs to one thread.
 */
final class AppendSignal implements AutoCloseable {

    /** In the queue's directory. */
    static final String FILE = "appended";

    private static final Logger LOG = LoggerFactory.getLogger(AppendSignal.class);

    private final ByteBuffer mark = ByteBuffer.allocateDirect(1);
    /** Null if there cannot be one: readers look now and then all the same. */
    private final FileChannel file;

    AppendSignal(Path directory) {
        this.file = open(directory.resolve(FILE));
    }

    private static FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written ({}): readers of the queue are not woken, and find what is new a moment later", path, IoReason.of(e));
            return null;
        }
    }

    /** Something was appended. */
    void send() {
        if (file == null) {
            return;
        }
        try {
            file.write(mark.clear(), 0);
        } catch (IOException e) {
            LOG.debug("readers look now and then", e); // the disk is full, say, which the disk guard reports
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.debug("nothing is lost with it", e);
            }
        }
    }
}
