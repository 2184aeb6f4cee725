// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Whether something was ever so. */
public record Flag(@JsonValue boolean raised) implements Section<Flag> {

    static final Flag DOWN = new Flag(false);
    static final Flag UP = new Flag(true);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Flag {}

    @Override
    public Flag join(Flag other) {
        return raised ? this : other;
    }

    @Override
    public Flag beyond(Flag frozen) {
        return frozen.raised ? DOWN : this;
    }

    @Override
    public boolean isEmpty() {
        return !raised;
    }
}
