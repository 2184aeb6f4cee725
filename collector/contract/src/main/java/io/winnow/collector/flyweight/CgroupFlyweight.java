// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.UntrustedText;

/**
 * {@code struct winnow_cgroup}: birth or end of a cgroup that owns a slot.
 *
 * <pre>
 *   0 header (32)   | 32 parent_id    | 40 path (256)
 * </pre>
 */
public final class CgroupFlyweight extends HeaderFlyweight {

    public static final int PARENT_ID_OFFSET = 32;
    public static final int PATH_OFFSET = 40;
    public static final int BLOCK_LENGTH = 296;

    public CgroupFlyweight() {
        super(RecordType.CGROUP_CREATED, RecordType.CGROUP_REMOVED, BLOCK_LENGTH);
    }

    public boolean created() {
        return typeNumber() == RecordType.CGROUP_CREATED.number();
    }

    public long parentId() {
        return i64(PARENT_ID_OFFSET);
    }

    /** In the cgroup hierarchy, cut at the end. Untrusted. */
    public String path() {
        return UntrustedText.decode(buffer, offset + PATH_OFFSET, Layout.PATH_MAX);
    }
}
