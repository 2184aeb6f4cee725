// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.winnow.analyzer.baseline.Workload;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A baseline document that lies outside a store: of another host, or kept by hand. Reading bounds size and depth, and changes nothing on
 * disk. {@code workload.schema.json} describes the form.
 */
public final class WorkloadFile {

    /** The largest document that is read. */
    public static final int MAX_BYTES = BaselineJson.MAX_BYTES;

    private WorkloadFile() {}

    /** Whether this is JSON with the keys of a baseline document, readable or not: profiles have others. */
    public static boolean isOne(byte[] content) {
        try (JsonParser parser = BaselineJson.MAPPER.getFactory().createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            Set<String> keys = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                keys.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return keys.contains("version") && keys.contains("baseline");
        } catch (IOException e) {
            return false; // its reader will say what is wrong
        }
    }

    /** @throws IllegalArgumentException if it is no baseline document that this program understands; the message says why */
    public static Workload read(byte[] content) {
        return BaselineJson.read(content, WorkloadDocument.class, WorkloadDocument::workload);
    }

    /** The document of a workload, as a store would keep it. */
    public static String write(Workload workload) {
        try {
            return BaselineJson.MAPPER.writeValueAsString(WorkloadDocument.of(workload)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document of plain values cannot be written", e);
        }
    }
}
