// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue.chronicle;

import java.nio.file.Path;

/**
 * What a look at a roll file found.
 *
 * @param path the file
 * @param damage why it cannot be used; null if it can
 * @param documents documents before the damage or the end
 * @param lastSequence of the last of them, 0 for none
 * @param lastDocument where the last of them begins, 0 for none
 * @param end where the next document would begin
 * @param header null if there is none
 */
public record RollFile(Path path, String damage, long documents, long lastSequence, long lastDocument, long end, RollFileHeader header) {

    public boolean damaged() {
        return damage != null;
    }

    /** There are, or may have been, documents in it. */
    public boolean used() {
        return damaged() || documents > 0;
    }

    /** A process ended between its first document and the write position. */
    public boolean unplaced() {
        return !damaged() && documents > 0 && header.writePosition() == 0;
    }

    /** No document was ever written to it: a process ended while it was being made. */
    public boolean blank() {
        return !damaged() && end == 0;
    }
}
