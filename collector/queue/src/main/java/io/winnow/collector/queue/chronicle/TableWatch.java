// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a restarted writer has made Chronicle's table anew: one that is mapped from before hears of no new files. As long as
 * it is mapped its inode number is not given to another file.
 */
public final class TableWatch {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path table;
    private Object known;
    private long looked = System.nanoTime();

    public TableWatch(Path directory) {
        this.table = directory.resolve(StoreSettings.METADATA_FILE);
        this.known = key();
    }

    /** True once for each new table. */
    public boolean replaced() {
        long now = System.nanoTime();
        if (now - looked < INTERVAL) {
            return false;
        }
        looked = now;
        Object current = key();
        if (current == null || Objects.equals(known, current)) {
            return false;
        }
        known = current;
        return true;
    }

    private Object key() {
        try {
            return Files.readAttributes(table, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // not there: the writer is about to make it
        }
    }
}
