// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** How the documents of baselines are written, and within which bounds they are read. */
final class BaselineJson {

    /** The largest document that is read; a full baseline of 4,096 items of each kind has about a tenth of that. */
    static final int MAX_BYTES = 64 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPrettyPrinter(new CompactItems())
            .build();

    private static final int MAX_DEPTH = 64;

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxDocumentLength(MAX_BYTES).build());
    }

    private BaselineJson() {}
}
