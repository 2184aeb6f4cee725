// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.UntrustedText;

/**
 * {@code struct winnow_observation}: an item was seen. Every first observation has a record; repetitions outside the
 * policy have one within the rate limit.
 *
 * <pre>
 *     0 header (32)      | 32 item (16)       | 48 count           | 56 flags, pad
 *    64 result           | 72 args (6 × 8)    | 120 caller         | 128 actor (40)
 *   168 path_form, path_size                  | 176 path (256)     | 432 started        | 440 ancestors (4 × 32)
 * </pre>
 */
public final class ObservationFlyweight extends HeaderFlyweight {

    public static final int ITEM_OFFSET = 32;
    public static final int COUNT_OFFSET = 48;
    public static final int FLAGS_OFFSET = 56;
    public static final int PAD_OFFSET = 60;
    public static final int RESULT_OFFSET = 64;
    public static final int ARGS_OFFSET = 72;
    public static final int CALLER_OFFSET = 120;
    public static final int ACTOR_OFFSET = 128;
    public static final int PATH_FORM_OFFSET = 168;
    public static final int PATH_SIZE_OFFSET = 172;
    public static final int PATH_OFFSET = 176;
    public static final int STARTED_OFFSET = 432;
    public static final int ANCESTORS_OFFSET = 440;
    public static final int BLOCK_LENGTH = 568;

    /** Records of earlier versions end before {@code started}. */
    private static final int SHORTEST = STARTED_OFFSET;

    public static final int PLAIN = 0;
    public static final int COMPONENTS = 1;
    public static final int CUT = 2;
    public static final int END = 3;

    private final ItemFlyweight item = new ItemFlyweight();
    private final ActorFlyweight actor = new ActorFlyweight();
    private final AncestorFlyweight ancestor = new AncestorFlyweight();

    public ObservationFlyweight() {
        super(RecordType.OBSERVATION, null, SHORTEST);
    }

    /** The item's view, moved along with this one. */
    public ItemFlyweight item() {
        item.wrap(buffer, offset + ITEM_OFFSET);
        return item;
    }

    /** Observations of this item so far, this one included. */
    public long count() {
        return i64(COUNT_OFFSET);
    }

    /** {@link ItemFlags} bits. */
    public int flags() {
        return i32(FLAGS_OFFSET);
    }

    /** Return value of a denial, otherwise 0. */
    public long result() {
        return i64(RESULT_OFFSET);
    }

    public long arg(int index) {
        checkIndex("arg", index, Layout.ARGS);
        return i64(ARGS_OFFSET + index * Long.BYTES);
    }

    /** Kernel address that asked for the capability, otherwise 0. */
    public long caller() {
        return i64(CALLER_OFFSET);
    }

    /** The actor's view, moved along with this one. */
    public ActorFlyweight actor() {
        actor.wrap(buffer, offset + ACTOR_OFFSET);
        return actor;
    }

    /** When the process that acted was started, CLOCK_BOOTTIME in nanoseconds; 0 in a record that does not say so. */
    public long started() {
        return size() < BLOCK_LENGTH ? 0 : i64(STARTED_OFFSET);
    }

    /** How many processes above the one that acted the record has. */
    public int ancestors() {
        int count = 0;
        while (size() >= BLOCK_LENGTH && count < Layout.ANCESTORS && ancestor(count).tgid() != 0) {
            count++;
        }
        return count;
    }

    /** The view of an ancestor, the parent first, moved along with this one. */
    public AncestorFlyweight ancestor(int index) {
        checkIndex("ancestor", index, Layout.ANCESTORS);
        ancestor.wrap(buffer, offset + ANCESTORS_OFFSET + index * AncestorFlyweight.BLOCK_LENGTH);
        return ancestor;
    }

    /**
     * Path of the executable, as seen from the process's root; for an executable item the string given to execve. Begins with an ellipsis if its
     * beginning did not fit. Untrusted.
     *
     * @throws MalformedRecordException if form or size of the path are out of range
     */
    public String path() {
        int form = i32(PATH_FORM_OFFSET);
        int size = i32(PATH_SIZE_OFFSET);
        if (size < 0 || size > Layout.PATH_MAX) {
            throw new MalformedRecordException("ObservationFlyweight: path_size=" + Integer.toUnsignedString(size) + " most=" + Layout.PATH_MAX);
        }
        return switch (form) {
            case PLAIN -> UntrustedText.decode(buffer, offset + PATH_OFFSET, size);
            case COMPONENTS -> UntrustedText.decodeComponents(buffer, offset + PATH_OFFSET, size);
            case CUT -> "\u2026" + UntrustedText.decodeComponents(buffer, offset + PATH_OFFSET, size);
            case END -> "\u2026" + UntrustedText.decode(buffer, offset + PATH_OFFSET, size);
            default -> throw new MalformedRecordException("ObservationFlyweight: path_form=" + Integer.toUnsignedString(form));
        };
    }
}
