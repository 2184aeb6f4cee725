// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that a container did and its workload's frozen baseline does not have. Strings in it may be untrusted.
 *
 * @param id the same for the observation that reported it first and for the snapshot that confirms it, also after restarts; a repetition adds its count
 * @param summary for people: {@code socket(family=AF_ALG) refused by seccomp with EPERM}
 * @param time of the event as the kernel has it
 * @param subject whose container it was
 * @param behaviour what was done
 * @param actor who did it; empty if only a snapshot shows it
 * @param count how often so far
 * @param repeated false in the first report
 * @param evidence what it was seen by
 * @param tolerated it is a call that the suggested profile allows by tolerance
 */
public record Violation(
        String id,
        ViolationKind kind,
        String summary,
        Instant time,
        Subject subject,
        Behaviour behaviour,
        Optional<Actor> actor,
        long count,
        boolean repeated,
        Source evidence,
        boolean tolerated) {

    /** What a violation was seen by. */
    public enum Source {
        /** A record: with arguments and actor. */
        OBSERVATION("observation"),
        /** The absolute state of the container: its record was lost. */
        SNAPSHOT("snapshot");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** The name in documents. */
        public String label() {
            return label;
        }
    }

    public Violation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(behaviour, "behaviour");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(evidence, "evidence");
    }
}
