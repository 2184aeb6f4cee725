// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;

/** Prints the outer levels over several lines and everything deeper on one: an item, a replica, a set is a line. */
final class CompactItems extends DefaultPrettyPrinter {

    private static final int INDENTED_LEVELS = 3;

    private final DefaultIndenter lines = new DefaultIndenter("  ", "\n");

    CompactItems() {
        indentObjectsWith(new Outer());
        indentArraysWith(new Outer());
    }

    private CompactItems(CompactItems base) {
        super(base);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
        return new CompactItems(this);
    }

    @Override
    public void writeEndObject(JsonGenerator generator, int entries) throws IOException {
        if (_nesting <= INDENTED_LEVELS) {
            super.writeEndObject(generator, entries);
        } else {
            _nesting--;
            generator.writeRaw(" }");
        }
    }

    @Override
    public void writeEndArray(JsonGenerator generator, int values) throws IOException {
        if (_nesting <= INDENTED_LEVELS) {
            super.writeEndArray(generator, values);
        } else {
            _nesting--;
            generator.writeRaw(" ]");
        }
    }

    private final class Outer implements Indenter {

        @Override
        public void writeIndentation(JsonGenerator generator, int level) throws IOException {
            if (level <= INDENTED_LEVELS) {
                lines.writeIndentation(generator, level);
            } else {
                generator.writeRaw(' ');
            }
        }

        @Override
        public boolean isInline() {
            return false;
        }
    }
}
