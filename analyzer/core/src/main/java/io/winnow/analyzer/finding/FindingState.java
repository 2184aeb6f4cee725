// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a finding has been dealt with. */
public enum FindingState {
    /** No operator has looked at it. */
    OPEN,
    /** An operator looks at it. It opens again if it becomes more severe. */
    ACKNOWLEDGED,
    /** What it has is in the baseline now. It opens again if more comes. */
    ACCEPTED,
    /** Nothing more came of it for long. It opens again if more comes. */
    CLOSED;

    /** The word in documents. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is still to be dealt with. */
    public boolean pending() {
        return this == OPEN || this == ACKNOWLEDGED;
    }
}
