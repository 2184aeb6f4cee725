// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.queue.chronicle.RollFileRepair;
import io.winnow.collector.queue.chronicle.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the roll files of a locked directory into a state that Chronicle can continue from, whatever ended the last process: damaged
 * files are moved aside, what a half-written document left at the end is cleared, a first document whose place was not marked is marked, and
 * Chronicle's own table, which it makes anew from the directory, is removed together with the locks of the dead that it may hold.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final QueueDirectory directory;
    private int quarantined;

    Recovery(QueueDirectory directory) {
        this.directory = directory;
    }

    /** Mends what was found. */
    void mend(List<RollFile> files) throws IOException {
        for (RollFile file : files) {
            if (file.damaged()) {
                LOG.warn("queue file {} is damaged {}: moved to {}/", file.path(), file.damage(), QueueDirectory.QUARANTINE);
                directory.quarantine(file.path());
                quarantined++;
            } else if (file.blank()) {
                Files.delete(file.path());
            } else {
                RollFileRepair.repair(file);
            }
        }
        directory.pruneQuarantine();
    }

    /**
     * Opens what was mended. Chronicle may fail for a reason that the check does not know; only if it does so twice, and the queue opens without
     * its newest file, that file is the reason and goes aside. Otherwise something else is, a limit of the system for one, and all files stay.
     *
     * @throws QueueException if the queue does not open
     */
    <T> T open(Supplier<T> opening) {
        try {
            return openWithAll(opening);
        } catch (IOException e) { // of Chronicle too, which does not declare what the system refuses
            throw unopenable(e);
        }
    }

    private <T> T openWithAll(Supplier<T> opening) throws IOException {
        try {
            return attempt(opening);
        } catch (RuntimeException | InternalError e) {
            LOG.debug("queue directory {} does not open at once", directory.path(), e);
        }
        try {
            return attempt(opening);
        } catch (RuntimeException | InternalError e) {
            return openWithoutNewest(opening, e);
        }
    }

    private <T> T openWithoutNewest(Supplier<T> opening, Throwable reason) throws IOException {
        List<Path> files = directory.rollFiles();
        if (files.isEmpty()) {
            throw unopenable(reason);
        }
        Path newest = files.get(files.size() - 1);
        Path aside = directory.quarantine(newest);
        try {
            T opened = attempt(opening);
            LOG.warn("queue file {} cannot be opened: moved to {}/", newest, QueueDirectory.QUARANTINE, reason);
            quarantined++;
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            Files.move(aside, newest);
            throw unopenable(reason);
        }
    }

    private <T> T attempt(Supplier<T> opening) throws IOException {
        Files.deleteIfExists(directory.path().resolve(StoreSettings.METADATA_FILE));
        return opening.get();
    }

    private QueueException unopenable(Throwable failure) {
        Throwable reason = failure;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new QueueException("queue directory " + directory.path() + " cannot be opened (" + reason.getMessage()
                + "), all its files stay where they are: look at its disk and at the limits of open files and mappings, or choose another directory", failure);
    }

    /** How many files were moved aside. */
    int quarantined() {
        return quarantined;
    }
}
