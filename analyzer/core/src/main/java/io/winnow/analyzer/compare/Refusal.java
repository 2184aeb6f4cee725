// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import java.util.Objects;

/**
 * Something recorded that a profile would have refused.
 *
 * @param stage what the container was doing
 * @param syscall its name, or {@code call 600} if the table has none
 * @param argument {@code arg0 = 0x26} if the value is refused; empty if the call is, whatever its arguments
 * @param outcome what would have happened; if it depends, what happens to the arguments that no rule allows
 * @param certain false if the profile lets some arguments through and the record does not say which there were, and if it answers "not
 *     implemented" on purpose, so that another call is taken
 * @param observations when, how often and by whom
 */
public record Refusal(Stage stage, Abi abi, String syscall, String argument, Outcome outcome, boolean certain, Observations observations) {

    public Refusal {
        Objects.requireNonNull(observations, "observations");
    }
}
