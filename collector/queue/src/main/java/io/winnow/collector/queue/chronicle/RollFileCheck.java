// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.MalformedRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.RollCycle;

/**
 * Reads a roll file without mapping it, before Chronicle does: a damaged one would end in a fault of the whole JVM, or would be
 * continued in the middle. Every document is visited, every entry of the index must name the document that it stands for,
 * and the write position must be a document. A document that was begun and not finished ends the file, as it does for
 * Chronicle; its first word has no length yet. Also right while the file is being appended to.
 */
public final class RollFileCheck {

    /** How long a file may be without its header, and the pause between two looks. */
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int METADATA = 1 << 30;
    private static final int LENGTH = METADATA - 1;
    private static final int END_OF_FILE = NOT_COMPLETE | METADATA;
    private static final int PREFIX = Integer.BYTES;

    private final RollCycle cycle;
    private final long mostSequence;
    private final DocumentHeader document = new DocumentHeader();
    private final Map<Long, long[]> indexes = new HashMap<>();
    private long[] indexed = new long[1024];
    private long[] firstLevel;
    private RollFileHeader header;
    private boolean writePositionSeen;
    private long position;
    private long documents;
    private long lastSequence;
    private long lastDocument;

    private RollFileCheck(RollCycle cycle, long mostSequence) {
        this.cycle = cycle;
        this.mostSequence = mostSequence;
    }

    /**
     * Looks at a file.
     *
     * @param mostSequence sequence numbers beyond this one cannot be
     * @throws IOException if the system does not open it, which says nothing about what it holds
     */
    public static RollFile check(Path file, RollCycle cycle, long mostSequence) throws IOException {
        RollFileCheck check = new RollFileCheck(cycle, mostSequence);
        FileWindow bytes = FileWindow.open(file);
        String damage = null;
        try (bytes) {
            check.walk(bytes);
            check.verifyPositions();
        } catch (DamagedFileException e) {
            damage = e.getMessage();
        } catch (IOException e) {
            damage = "cannot be read: " + IoReason.of(e);
        }
        return new RollFile(file, damage, check.documents, check.lastSequence, check.lastDocument, check.position, check.header);
    }

    /**
     * Whether a file has its header; if not, its writer is making it at this moment, or stopped in the middle of that. Chronicle would wait for it.
     *
     * @throws DamagedFileException if what is there is no header
     */
    public static boolean hasHeader(Path file) throws IOException, DamagedFileException {
        try (FileWindow bytes = FileWindow.open(file)) {
            int prefix = bytes.size() < PREFIX ? 0 : bytes.at(0, PREFIX).getInt();
            int length = prefix & LENGTH;
            if (prefix == 0 || (prefix & END_OF_FILE) == NOT_COMPLETE) {
                return false;
            }
            if ((prefix & END_OF_FILE) != METADATA || length == 0 || length > bytes.size() - PREFIX) {
                throw new DamagedFileException(0, "no header");
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Waits for the header of a file that its writer is about to make.
     *
     * @throws DamagedFileException if it does not come, or what comes is no header
     */
    public static void awaitHeader(Path file) throws IOException, DamagedFileException {
        long began = System.nanoTime();
        while (!hasHeader(file)) {
            if (System.nanoTime() - began > MAX_WAIT) {
                throw new DamagedFileException(0, "no header");
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    public static boolean isEndOfFile(ByteBuffer bytes) {
        return bytes.remaining() >= PREFIX && bytes.order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position()) == END_OF_FILE;
    }

    private void walk(FileWindow bytes) throws IOException, DamagedFileException {
        while (bytes.size() - position >= PREFIX) {
            int prefix = bytes.at(position, PREFIX).getInt();
            int length = prefix & LENGTH;
            if (prefix == 0 || (prefix & NOT_COMPLETE) != 0) {
                if (length != 0) {
                    throw new DamagedFileException(position, "a document that was not finished and has a length, " + length);
                }
                if (position == 0 && prefix != NOT_COMPLETE) {
                    neverBegun(bytes, prefix);
                }
                return;
            }
            long content = position + PREFIX;
            if (length > bytes.size() - content) {
                bytes.refresh(); // its writer may have made it longer meanwhile
            }
            if (length > bytes.size() - content) {
                throw new DamagedFileException(position, "a document of " + length + " bytes, the file ends before");
            }
            if (position == 0 || (prefix & METADATA) != 0) {
                metadata(bytes, prefix, content, length);
            } else {
                data(bytes, content, length);
            }
            position = content + length + 3 & ~3L;
        }
    }

    /**
     * The first word is set before anything else, to one that is not finished; header and index come behind it, then it gets its length,
     * and only then there are documents.
     */
    private void neverBegun(FileWindow bytes, int prefix) throws IOException, DamagedFileException {
        if (bytes.isZeroFrom(PREFIX)) {
            return;
        }
        bytes.refresh();
        if (bytes.at(0, PREFIX).getInt() == prefix) {
            throw new DamagedFileException(0, "nothing before what was written");
        }
        walk(bytes); // its writer has begun meanwhile
    }

    private void metadata(FileWindow bytes, int prefix, long content, int length) throws IOException, DamagedFileException {
        if ((prefix & METADATA) == 0) {
            throw new DamagedFileException(position, "the file does not begin with its header");
        }
        if (position == 0) {
            if (length > RollFileHeader.MAX_BYTES) {
                throw new DamagedFileException(position, "header of " + length + " bytes");
            }
            header = RollFileHeader.read(bytes.at(content, length), content, cycle);
            writePositionSeen = header.writePosition() == 0;
        } else {
            index(bytes, content, length);
        }
        touch();
    }

    /** One that no other names is left over from a process that ended while it was made, and is never looked at. */
    private void index(FileWindow bytes, long content, int length) throws IOException, DamagedFileException {
        if (length > cycle.defaultIndexCount() * Long.BYTES + RollFileHeader.MAX_BYTES) {
            throw new DamagedFileException(position, "index of " + length + " bytes");
        }
        WireTokens tokens = new WireTokens(bytes.at(content, length), content);
        String name = tokens.event();
        long[] entries = tokens.array(cycle.defaultIndexCount());
        tokens.end();
        if (name.equals("index2index")) {
            if (position == header.index2Index()) {
                firstLevel = entries;
            }
        } else if (name.equals("index")) {
            indexes.put(position, entries);
        } else {
            throw new DamagedFileException(position, "metadata of an unknown kind");
        }
    }

    /** One whose bytes are not those that were written took a number of the sequence, and a place in the index, as any other. */
    private void data(FileWindow bytes, long content, int length) throws IOException, DamagedFileException {
        if (length < DocumentHeader.BLOCK_LENGTH || length > StoreSettings.MAX_DOCUMENT_BYTES) {
            throw new DamagedFileException(content, "document of " + length + " bytes");
        }
        lastSequence = sequence(bytes.at(content, length), content, length);
        lastDocument = position;
        touch();
        if (documents % cycle.defaultIndexSpacing() == 0) {
            remember((int) (documents / cycle.defaultIndexSpacing()));
        }
        documents++;
    }

    private long sequence(ByteBuffer bytes, long content, int length) throws DamagedFileException {
        try {
            document.wrap(bytes, bytes.position(), length);
        } catch (MalformedRecordException e) {
            int payload = bytes.getInt(bytes.position() + DocumentHeader.PAYLOAD_LENGTH_OFFSET);
            if (payload != length - DocumentHeader.BLOCK_LENGTH) { // who is right about where the next one begins?
                throw new DamagedFileException(content, "document of " + length + " bytes with payload of " + payload);
            }
            return lastSequence + 1; // readers skip it, and count it
        }
        long sequence = document.sequence();
        if (sequence <= lastSequence || sequence > mostSequence) {
            throw new DamagedFileException(content, "document with sequence " + sequence + " after " + lastSequence);
        }
        return sequence;
    }

    /** The write position names a document; its number in the file, if it is given for that position, is right. */
    private void touch() throws DamagedFileException {
        if (position == header.writePosition()) {
            writePositionSeen = true;
            int shift = Long.numberOfTrailingZeros(cycle.toIndex(1, 0));
            long mask = (1L << shift) - 1;
            boolean sequenceIsOfPosition = header.writeSequence() >>> shift == (position & (-1L >>> shift));
            if (sequenceIsOfPosition && position != 0 && (header.writeSequence() & mask) != documents) {
                throw new DamagedFileException(position, "number " + (header.writeSequence() & mask) + " instead of " + documents);
            }
        }
    }

    private void remember(int ordinal) {
        if (ordinal == indexed.length) {
            indexed = Arrays.copyOf(indexed, indexed.length * 2);
        }
        indexed[ordinal] = position;
    }

    private void verifyPositions() throws DamagedFileException {
        if (position == 0) {
            return;
        }
        if (!writePositionSeen) {
            throw new DamagedFileException(position, "ends before the write position " + header.writePosition());
        }
        if (header.index2Index() != 0 && firstLevel == null) {
            throw new DamagedFileException(position, "no index at " + header.index2Index());
        }
        for (int i = 0; firstLevel != null && i < firstLevel.length; i++) {
            if (firstLevel[i] != 0) {
                verifyIndex(i, firstLevel[i]);
            }
        }
    }

    private void verifyIndex(int number, long at) throws DamagedFileException {
        long[] entries = indexes.get(at);
        if (entries == null) {
            throw new DamagedFileException(header.index2Index(), "index " + number + " at " + at + " is none");
        }
        for (int i = 0; i < entries.length; i++) {
            verifyEntry(entries[i], number * cycle.defaultIndexCount() + i);
        }
    }

    private void verifyEntry(long entry, int ordinal) throws DamagedFileException {
        boolean known = ordinal < indexed.length && indexed[ordinal] == entry;
        if (entry != 0 && !known) {
            throw new DamagedFileException(position, "index entry " + ordinal + " names byte " + entry + ", which is no such document");
        }
    }
}
