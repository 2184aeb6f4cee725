// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.document.LossReport.QueueLosses;
import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.queue.chronicle.MappedMemory;
import io.winnow.collector.queue.chronicle.OpenQueue;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollClock;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.WallTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.function.ToIntFunction;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a queue directory. Gives every document its header and a sequence number that goes on over restarts. Belongs
 * to one thread.
 */
final class QueueWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWriter.class);

    private final QueueDirectory directory;
    private final DirectoryLock lock;
    private final DiskGuard guard;
    private final Retention retention;
    private final Clock clock;
    private final Roll roll;
    private final OpenQueue open;
    private final ExcerptAppender appender;
    private final RollClock rollClock;
    private final long maxFileBytes;
    private final long quarantined;
    private QueueState state;
    private long sequence;
    /** Of the file that the state calls the newest; −1 before the first document since the start. */
    private int cycle = -1;
    /** Where the last document ended in its file. */
    private long end;
    private long refusedDocuments;
    private long refusedBytes;
    private boolean acknowledged;
    private boolean closed;

    private QueueWriter(QueueDirectory directory, DirectoryLock lock, DiskGuard guard, Retention retention, QueueStart start, Clock clock,
            long maxFileBytes) {
        this.directory = directory;
        this.lock = lock;
        this.guard = guard;
        this.retention = retention;
        this.clock = clock;
        this.state = start.state();
        this.roll = state.roll();
        this.sequence = start.sequence();
        this.quarantined = start.quarantined();
        this.open = start.open();
        this.rollClock = start.rollClock();
        this.maxFileBytes = maxFileBytes;
        this.appender = open.appender();
    }

    /**
     * Locks and recovers the directory, and makes it if it is missing.
     *
     * @throws QueueException if it is in use, cannot be written, or is of another format version
     */
    static QueueWriter open(QueueConfig config, Clock clock) {
        QueueDirectory directory = new QueueDirectory(config.directory());
        directory.create();
        DiskGuard guard = DiskGuard.of(directory.path(), config.reserveBytes());
        guard.requireSpaceToOpen();
        DirectoryLock lock = DirectoryLock.acquire(directory.path());
        try {
            Roll roll = roll(directory, config.roll());
            Retention retention = new Retention(directory, roll, config.keep(), config.maxBytes() - config.maxFileBytes(), clock);
            return new QueueWriter(directory, lock, guard, retention, QueueStart.of(directory, roll), clock, config.maxFileBytes());
        } catch (IOException e) {
            close(lock);
            throw QueueDirectory.unwritable(directory.path(), e);
        } catch (RuntimeException | Error e) {
            close(lock);
            throw e;
        }
    }

    /** Files of one directory have one span: another takes effect when the directory is empty. */
    private static Roll roll(QueueDirectory directory, Roll wanted) {
        Roll found = directory.roll().orElse(wanted);
        if (found != wanted) {
            LOG.warn("queue directory {} has {} files and keeps them: {} takes effect in an empty directory", directory.path(), found, wanted);
        }
        return found;
    }

    /** Appends a document; false, and counted, if the disk guard keeps it out. */
    boolean append(DocumentType type, ByteBuffer payload, long clockOffset) {
        int length = payload.remaining();
        if (length > StoreSettings.MAX_DOCUMENT_BYTES - DocumentHeader.BLOCK_LENGTH) {
            throw new IllegalArgumentException(type + " document of " + length + " bytes is too large: most="
                    + (StoreSettings.MAX_DOCUMENT_BYTES - DocumentHeader.BLOCK_LENGTH));
        }
        int written = write(type, length, clockOffset, 0, page -> {
            page.put(payload.duplicate());
            return length;
        });
        if (written < 0) {
            refusedDocuments++;
            refusedBytes += length;
        }
        return written > 0;
    }

    /**
     * Lets {@code content} fill a document in its queue page, from the buffer's position on.
     *
     * @param most bytes that the buffer offers
     * @param content returns how many bytes it wrote; 0 takes the document back
     * @return bytes of the content; 0 if there were none; −1 if the disk guard keeps it out
     */
    int write(DocumentType type, int most, long clockOffset, long ringPosition, ToIntFunction<ByteBuffer> content) {
        if (!guard.admits(most)) {
            return -1;
        }
        if (sequence > 0 && sequence + 1 > state.reserved()) {
            note(state.withReserved(sequence + QueueStart.RESERVATION));
        }
        int length = put(type, most, clockOffset, ringPosition, content);
        if (end > maxFileBytes) {
            rollClock.advanceTo(appender.cycle() + 1);
        }
        if (length > 0 && appender.cycle() != cycle) {
            // behind the file's first document, so that a note means that there has been one
            note(state.withNewest(roll.fileOfCycle(appender.cycle())).withReserved(sequence + QueueStart.RESERVATION));
            cycle = appender.cycle();
            retain(); // a new file: the oldest may have to go for it
        }
        return length;
    }

    private int put(DocumentType type, int most, long clockOffset, long ringPosition, ToIntFunction<ByteBuffer> content) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            ByteBuffer page = MappedMemory.ahead(bytes, DocumentHeader.BLOCK_LENGTH + most);
            int length = fill(document, page, content);
            if (length > 0) {
                DocumentHeader.write(page, 0, type, length, sequence + 1, now(), clockOffset, ringPosition);
                bytes.writeSkip(DocumentHeader.BLOCK_LENGTH + length);
                sequence++;
                end = bytes.writePosition();
            }
            return length;
        }
    }

    /** What comes of the content, or nothing at all: not even its traces, which the next document would not cover. */
    private static int fill(DocumentContext document, ByteBuffer page, ToIntFunction<ByteBuffer> content) {
        int length = 0;
        try {
            length = content.applyAsInt(page.position(DocumentHeader.BLOCK_LENGTH));
            return length;
        } finally {
            if (length <= 0) {
                document.rollbackOnClose();
                for (int i = DocumentHeader.BLOCK_LENGTH; i < page.position(); i++) {
                    page.put(i, (byte) 0);
                }
            }
        }
    }

    private void note(QueueState next) {
        if (!next.equals(state)) {
            directory.writeState(next, true);
            state = next;
        }
    }

    private long now() {
        return WallTime.nanos(clock);
    }

    /** A named reader has done with all documents up to {@code index}. */
    void acknowledge(String reader, long index) {
        QueueState next = state.withReader(reader, index);
        acknowledged |= !next.equals(state);
        state = next;
    }

    /** Notes what readers have done with and deletes what may go. Returns the number of files. */
    int retain() {
        if (acknowledged) {
            acknowledged = !noted();
        }
        int deleted = retention.apply(state.readers().values(), guard.full());
        if (deleted > 0) {
            open.queue().refreshDirectoryListing();
        }
        return deleted;
    }

    /** Whether the disk has taken what readers have done with; if it is full, files only stay longer. */
    private boolean noted() {
        try {
            directory.writeState(state, false);
            return true;
        } catch (QueueException e) {
            LOG.debug("to be noted later", e);
            return false;
        }
    }

    /** Of the last document, 0 for none. */
    long sequence() {
        return sequence;
    }

    QueueLosses losses() {
        return new QueueLosses(refusedDocuments, refusedBytes, quarantined, retention.unreadFiles());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                open.close();
                noteEnd();
            } finally {
                close(lock);
            }
        }
    }

    /** No more numbers than those have been used. */
    private void noteEnd() {
        try {
            note(state.ended(sequence));
        } catch (QueueException e) {
            LOG.warn("the next start may leave numbers out if files are gone by then: {}", e.getMessage());
        }
    }

    private static void close(DirectoryLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("queue lock was not closed cleanly", e);
        }
    }
}
