// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import java.nio.ByteBuffer;

/** {@code struct winnow_counters}: four u64. */
final class HostCountersReader {

    static final int SLOTS_EXHAUSTED_OFFSET = 0;
    static final int CGROUPS_FULL_OFFSET = 8;
    static final int EPOCH_OFFSET = 16;
    static final int PROFILES_FULL_OFFSET = 24;
    static final int BLOCK_LENGTH = 32;

    private HostCountersReader() {}

    static HostCounters read(ByteBuffer bytes) {
        return new HostCounters(
                bytes.getLong(SLOTS_EXHAUSTED_OFFSET),
                bytes.getLong(CGROUPS_FULL_OFFSET),
                bytes.getLong(PROFILES_FULL_OFFSET));
    }
}
