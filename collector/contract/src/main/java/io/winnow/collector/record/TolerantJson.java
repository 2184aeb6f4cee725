// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The JSON mapper for what other programs, and other versions of this one, wrote. A form with rules of its own has a mapper beside it. */
public final class TolerantJson {

    private static final int MAX_DEPTH = 64;

    /** Bounded in depth. Fields that it does not know are skipped, so that a newer writer does not stop an older reader. */
    public static final ObjectMapper TOLERANT = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static {
        TOLERANT.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    }

    private TolerantJson() {}
}
