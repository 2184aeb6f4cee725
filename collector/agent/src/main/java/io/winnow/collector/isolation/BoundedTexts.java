// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Hands out the texts of one container's configuration as long as they fit: any user who may start a container chooses them. */
final class BoundedTexts {

    /** Characters together; a character takes up to six bytes in JSON. */
    static final int MAX_CHARACTERS = 32 << 10;

    /** What a text takes beside its characters: names of fields, quotes. */
    private static final int OVERHEAD = 16;

    private int left = MAX_CHARACTERS;
    private boolean complete = true;

    /** The text; empty if there is none, or if it does not fit. */
    String text(JsonNode node) {
        String text = node.asText("");
        return fits(text) ? text : "";
    }

    /** Those that fit. */
    List<String> list(JsonNode array) {
        List<String> kept = new ArrayList<>();
        for (JsonNode element : array) {
            if (element.isTextual() && fits(element.asText())) {
                kept.add(element.asText());
            }
        }
        return kept;
    }

    /** Whether there is space for so much text, which is taken then. */
    boolean fits(String... texts) {
        int length = 0;
        for (String text : texts) {
            length += text.length() + OVERHEAD;
        }
        boolean fits = length <= left;
        complete &= fits;
        left -= fits ? length : 0;
        return fits;
    }

    /** Whether all that was asked for did fit. */
    boolean complete() {
        return complete;
    }
}
