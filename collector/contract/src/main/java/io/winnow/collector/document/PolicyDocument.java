// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Objects;

/**
 * What a container may do without a report: payload of a POLICY document in the control queue.
 *
 * @param container id of the container, as its CONTAINER document has it
 * @param mode learn, or watch against {@code allowed}
 * @param allowed for WATCH: the allowed numbers; a stage that is not named here is not judged
 * @param denials report calls that seccomp refuses
 */
public record PolicyDocument(String container, Mode mode, List<AllowedCalls> allowed, boolean denials) {

    /** What the slot does. */
    public enum Mode {
        LEARN,
        WATCH
    }

    /**
     * Allowed system calls of one stage and ABI. A stage that is judged allows nothing of an ABI that is not listed.
     *
     * @param numbers system call numbers in the table of {@code abi}
     */
    public record AllowedCalls(Stage stage, Abi abi, List<Integer> numbers) {

        public AllowedCalls {
            Objects.requireNonNull(stage, "stage");
            Objects.requireNonNull(abi, "abi");
            numbers = List.copyOf(numbers);
        }
    }

    public PolicyDocument {
        Objects.requireNonNull(container, "container");
        Objects.requireNonNull(mode, "mode");
        allowed = allowed == null ? List.of() : List.copyOf(allowed);
    }

    public static PolicyDocument learn(String container) {
        return new PolicyDocument(container, Mode.LEARN, List.of(), false);
    }

    public static PolicyDocument watch(String container, List<AllowedCalls> allowed, boolean denials) {
        return new PolicyDocument(container, Mode.WATCH, allowed, denials);
    }
}
