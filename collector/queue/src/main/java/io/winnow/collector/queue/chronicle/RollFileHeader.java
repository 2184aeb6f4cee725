// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.nio.ByteBuffer;
import net.openhft.chronicle.queue.RollCycle;

/**
 * The first document of a roll file ({@code SingleChronicleQueueStore}).
 *
 * @param writePositionAt where in the file the write position stands
 * @param writePosition where the last document was begun, 0 for none
 * @param writeSequence the same together with its number in the file, see {@code RollCycleEncodeSequence}
 * @param index2Index where the first-level index is, 0 for none yet
 */
public record RollFileHeader(long writePositionAt, long writePosition, long writeSequence, long index2Index) {

    static final int MAX_BYTES = 4096;

    /** Values of {@code index2Index} that are no positions: not there, and being made. */
    private static final long NOT_COMPLETE = 1;
    /** The position, and the same with the number. */
    private static final int WRITE_POSITION_LONGS = 2;

    static RollFileHeader read(ByteBuffer bytes, long origin, RollCycle cycle) throws DamagedFileException {
        WireTokens tokens = new WireTokens(bytes, origin);
        tokens.event("header");
        tokens.type("SCQStore");
        int end = tokens.object();
        tokens.field("writePosition");
        long[] write = tokens.array(WRITE_POSITION_LONGS);
        long writePositionAt = tokens.position() - WRITE_POSITION_LONGS * Long.BYTES;
        tokens.field("indexing");
        tokens.type("SCQSIndexing");
        int indexingEnd = tokens.object();
        tokens.field("indexCount");
        expect(tokens.number(), cycle.defaultIndexCount(), "indexCount", origin);
        tokens.field("indexSpacing");
        expect(tokens.number(), cycle.defaultIndexSpacing(), "indexSpacing", origin);
        tokens.field("index2Index");
        long index2Index = tokens.number();
        tokens.field("lastIndex");
        tokens.number();
        tokens.endObject(indexingEnd);
        tokens.field("dataFormat");
        expect(tokens.number(), 1, "dataFormat", origin);
        tokens.endObject(end);
        tokens.end();
        return new RollFileHeader(
                writePositionAt, write.length > 0 ? write[0] : 0, write.length > 1 ? write[1] : 0, index2Index == NOT_COMPLETE ? 0 : index2Index);
    }

    private static void expect(long found, long expected, String name, long origin) throws DamagedFileException {
        if (found != expected) {
            throw new DamagedFileException(origin, name + "=" + found + " instead of " + expected);
        }
    }
}
