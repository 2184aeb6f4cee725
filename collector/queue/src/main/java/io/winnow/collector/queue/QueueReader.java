// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.queue.chronicle.DamagedFileException;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.queue.chronicle.RollFileCheck;
import io.winnow.collector.queue.chronicle.StoreSettings;
import io.winnow.collector.queue.chronicle.TableWatch;
import io.winnow.collector.record.MalformedRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a queue directory, live or recorded. Needs no more than read access to it, so a reader can neither stop nor change
 * what the writer does. Belongs to one thread at a time.
 *
 * <p>A document is copied out of the mapped file before anyone looks at it. A position is a queue's id, an index and a sequence: the
 * sequence shows whether the index still means the same document, and the id whether the sequence does.
 *
 * <pre>{@code
 * while (reader.next()) {
 *     switch (reader.header().type()) { case BATCH -> batch.wrap(reader.payload(), …); … }
 * }
 * }</pre>
 */
public final class QueueReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);

    private final QueueDirectory directory;
    private final TableWatch table;
    private final Runnable onClose;
    private final DocumentHeader header = new DocumentHeader();
    private ByteBuffer document = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
    private String id;
    private Roll roll;
    private SingleChronicleQueue queue;
    private ExcerptTailer tailer;
    private boolean stale;
    private int length;
    private long index = -1;
    private long sequence;
    /** Documents up to this sequence have been read earlier. */
    private long known;
    /** Documents that could not be read since the last one that could: each took a number of the sequence. */
    private long unreadable;

    private QueueReader(QueueDirectory directory, TableWatch table, QueueState state, Runnable onClose) {
        this.directory = directory;
        this.table = table;
        this.onClose = onClose;
        connect(state);
    }

    /** Whether there is a queue. One that this user may not read is no missing one: to open it says what is wrong. */
    public static boolean exists(Path directory) {
        return !Files.notExists(directory.resolve(QueueDirectory.STATE_FILE))
                && !Files.notExists(directory.resolve(StoreSettings.METADATA_FILE));
    }

    /**
     * Opens a directory before its first document.
     *
     * @throws QueueException if there is no queue, if it is of another format version, or if a file is damaged
     */
    public static QueueReader open(Path directory) {
        QueueDirectory files = new QueueDirectory(directory);
        TableWatch table = new TableWatch(directory);
        QueueState state = state(files);
        Roll roll = files.roll().orElse(state.roll());
        for (RollFile file : files.check(roll, Long.MAX_VALUE)) {
            if (file.damaged()) {
                throw new QueueException("queue file " + file.path() + " is damaged " + file.damage()
                        + ": the writer moves it aside when it starts; of a recording, move it aside by hand");
            }
        }
        return new QueueReader(files, table, state, () -> {});
    }

    /**
     * Opens a recorded queue before its first document: what is there now. A damaged file is left out, and so is Chronicle's table: what is missing
     * for that reason shows in the sequence, and at the end in {@link #missingAtEnd}.
     *
     * @throws QueueException if there is no queue, if it is of another format version, or if no temporary directory can be made
     */
    public static QueueReader openRecording(Path directory) {
        QueueDirectory recording = new QueueDirectory(directory);
        QueueState state = state(recording);
        RecordedFiles files = RecordedFiles.of(recording, recording.roll().orElse(state.roll()));
        try {
            return new QueueReader(new QueueDirectory(files.path()), new TableWatch(files.path()), state, files::close);
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    private static QueueState state(QueueDirectory directory) {
        if (!Files.isDirectory(directory.path())) {
            throw new QueueException("queue directory " + directory.path() + " does not exist: check the path, or start the writer first");
        }
        return directory.readState()
                .orElseThrow(() -> new QueueException("queue directory " + directory.path() + " holds no queue (" + QueueDirectory.STATE_FILE
                        + " is missing or damaged): check the path; or start the writer, which makes it anew"));
    }

    /** What distinguishes this queue from all others, whatever directory they are in; null if it has been made by a version that knew of none. */
    public String id() {
        return id;
    }

    /**
     * Goes on behind a document that was read earlier. If that document is gone, with the first one that is left and has a
     * higher sequence. If it was in another queue, which has been in this directory before, with the first of this one.
     *
     * @param queue id of the queue that it was in; null if that is not known: it is taken for this one
     */
    public void resumeAfter(String queue, long documentIndex, long documentSequence) {
        if (queue != null && id != null && !queue.equals(id)) {
            LOG.warn("queue directory {} holds another queue than before, which is read from its first document: what had not been read"
                    + " of the other one is missing (it was {}, read up to document {}; this is {})", directory.path(), queue, documentSequence, id);
            return;
        }
        boolean same = holds(documentIndex, documentSequence);
        if (!same) {
            if (!tailer.moveToCycle(roll.cycle().toCycle(documentIndex))) {
                tailer.toStart();
            }
            known = documentSequence;
        }
        index = documentIndex;
        sequence = documentSequence;
    }

    private boolean holds(long documentIndex, long documentSequence) {
        try {
            return tailer.moveToIndex(documentIndex) && read() && sequence == documentSequence;
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    /**
     * How many documents the writer's note counts that are not in the queue behind the current one. If the writer was killed, it is known
     * only that as many may be missing, and only if its newest file is. 0 while it writes. To be asked when there is no next document.
     */
    public long missingAtEnd() {
        QueueState state = directory.readState().orElseThrow();
        boolean known = state.closed() || state.newest() != null && !directory.holds(state.newest());
        return known ? Math.max(0, state.reserved() - Math.max(sequence, this.known) - unreadable) : 0;
    }

    /**
     * Moves to the next document.
     *
     * @return false if there is none yet
     * @throws MalformedRecordException if it is not a document of ours; the next call goes on behind it
     */
    public boolean next() {
        while (readOrReconnect()) {
            if (sequence > known) {
                return true;
            }
        }
        return false;
    }

    private boolean readOrReconnect() {
        if (read()) {
            return true;
        }
        stale |= table.replaced();
        return stale && reconnect() && read();
    }

    /** Header of the current document. */
    public DocumentHeader header() {
        return header;
    }

    /** Queue index of the current document. */
    public long index() {
        return index;
    }

    /** Payload of the current document, from position to limit, little endian; valid until the next one. */
    public ByteBuffer payload() {
        return document.slice(DocumentHeader.BLOCK_LENGTH, header.payloadLength()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private boolean read() {
        try (DocumentContext context = tailer.readingDocument()) {
            if (!context.isPresent()) {
                return false;
            }
            index = context.index();
            unreadable++;
            copy(context.wire().bytes());
        }
        header.wrap(document, 0, length);
        sequence = header.sequence();
        unreadable = 0;
        return true;
    }

    private void copy(Bytes<?> bytes) {
        long size = bytes.readRemaining();
        if (size > StoreSettings.MAX_DOCUMENT_BYTES) {
            throw new MalformedRecordException("document of " + size + " bytes: index=" + Long.toHexString(index));
        }
        if (size > document.capacity()) {
            document = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        }
        length = (int) size;
        bytes.read(document.array(), 0, length);
    }

    private void connect(QueueState state) {
        id = state.id();
        roll = directory.roll().orElse(state.roll());
        index = -1;
        sequence = 0;
        known = 0;
        unreadable = 0;
        queue = queue();
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true); // opened on one thread, used on another
    }

    private SingleChronicleQueue queue() {
        Path file = directory.path().resolve(StoreSettings.METADATA_FILE);
        try {
            RollFileCheck.awaitHeader(file); // a writer that starts makes the table anew, which takes it milliseconds
            return StoreSettings.reader(directory.path(), roll);
        } catch (RuntimeException | InternalError | IOException | DamagedFileException e) {
            throw new QueueException("queue file " + file + " cannot be read (" + e.getMessage()
                    + "): restart the writer, which makes it anew; of a recording, use winnow replay, which does without it", e);
        }
    }

    /** False if the directory is being filled by hand, and its note is still to come; or if a writer that starts has yet to make the table, which a busy host delays. */
    private boolean reconnect() {
        Optional<QueueState> state = directory.readState();
        if (state.isEmpty() || !hasTable()) {
            return false;
        }
        stale = false;
        String lastQueue = id;
        long lastIndex = index;
        long lastSequence = sequence;
        disconnect();
        connect(state.get());
        if (lastIndex >= 0) {
            resumeAfter(lastQueue, lastIndex, lastSequence);
        }
        return true;
    }

    private boolean hasTable() {
        try {
            return RollFileCheck.hasHeader(directory.path().resolve(StoreSettings.METADATA_FILE));
        } catch (IOException | DamagedFileException e) {
            return true; // connecting says what is wrong
        }
    }

    private void disconnect() {
        tailer.close();
        queue.close();
    }

    @Override
    public void close() {
        try {
            disconnect();
        } finally {
            onClose.run();
        }
    }
}
