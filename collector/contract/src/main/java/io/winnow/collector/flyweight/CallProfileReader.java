// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.MalformedRecordException;
import java.nio.ByteBuffer;

/**
 * Walks the profile of a slot: an array of {@code struct winnow_profile_entry}, each a {@link ProfileKeyFlyweight key} and a
 * {@link ProfileFlyweight profile}.
 *
 * <pre>{@code
 * reader.wrap(buffer, 0, length);
 * while (reader.next()) {
 *     reader.key().nr() … reader.profile().count() …
 * }
 * }</pre>
 */
public final class CallProfileReader {

    public static final int KEY_OFFSET = 0;
    public static final int PROFILE_OFFSET = ProfileKeyFlyweight.BLOCK_LENGTH;
    public static final int BLOCK_LENGTH = PROFILE_OFFSET + ProfileFlyweight.BLOCK_LENGTH;

    private final ProfileKeyFlyweight key = new ProfileKeyFlyweight();
    private final ProfileFlyweight profile = new ProfileFlyweight();
    private ByteBuffer buffer;
    private int cursor;
    private int end;

    /**
     * Begins before the first entry.
     *
     * @param bytes little endian
     * @throws MalformedRecordException if the size is not that of whole entries
     */
    public void wrap(ByteBuffer bytes, int at, int size) {
        if (at < 0 || size < 0 || size % BLOCK_LENGTH != 0 || at > bytes.limit() - size) {
            throw new MalformedRecordException("profile: offset=" + at + " size=" + size + " available=" + bytes.limit());
        }
        buffer = bytes;
        cursor = at;
        end = at + size;
    }

    /** Moves to the next entry; false at the end. */
    public boolean next() {
        if (cursor == end) {
            return false;
        }
        key.wrap(buffer, cursor + KEY_OFFSET);
        profile.wrap(buffer, cursor + PROFILE_OFFSET);
        cursor += BLOCK_LENGTH;
        return true;
    }

    public ProfileKeyFlyweight key() {
        return key;
    }

    public ProfileFlyweight profile() {
        return profile;
    }
}
