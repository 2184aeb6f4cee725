// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes a reader when records were appended to a queue, by this process or another one. It may wake the reader for nothing, and it may not wake it: if
 * the system has no watch left, or the directory is replaced. So the reader looks now and then all the same.
 */
public final class AppendWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AppendWatch.class);

    private final WatchService service;

    private AppendWatch(WatchService service) {
        this.service = service;
    }

    /**
     * Watches a directory that is there.
     *
     * @param appended called on a thread of its own
     */
    public static AppendWatch of(Path directory, Runnable appended) {
        try {
            AppendWatch watch = new AppendWatch(directory.getFileSystem().newWatchService());
            try {
                directory.register(watch.service, StandardWatchEventKinds.ENTRY_MODIFY);
            } catch (IOException e) {
                watch.close();
                throw e;
            }
            Thread thread = new Thread(() -> watch.run(appended), "winnow-append-watch");
            thread.setDaemon(true);
            thread.start();
            return watch;
        } catch (IOException e) {
            LOG.warn("queue directory {} cannot be watched ({}): what is new is found a moment later; raise fs.inotify.max_user_instances and"
                    + " max_user_watches", directory, IoReason.of(e));
            return new AppendWatch(null);
        }
    }

    private void run(Runnable appended) {
        try {
            for (WatchKey key = service.take(); ; key = service.take()) {
                key.pollEvents();
                appended.run();
                if (!key.reset()) {
                    return; // the directory is gone
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("the watch has ended", e);
        }
    }

    @Override
    public void close() {
        if (service != null) {
            try {
                service.close();
            } catch (IOException e) {
                LOG.debug("nothing is lost with it", e);
            }
        }
    }
}
