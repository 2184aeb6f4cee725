// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What caused a finding.
 *
 * @param kind what sort of cause
 * @param container id of the container; of an image and a program that of the first replica
 * @param process id, as the host sees it, of the process at the root; 0 if there is none
 * @param started when that process started, CLOCK_BOOTTIME in nanoseconds; 0 if that is not known
 * @param first id of the first violation: it makes two findings of one long-lived process different
 */
public record FindingCause(Kind kind, String container, int process, long started, String first) {

    /** What sort of cause. */
    public enum Kind {
        /** A session that entered the container from outside. */
        SESSION("exec-session"),
        /** A process and what it started. */
        TREE("process-tree"),
        /** A workload that was frozen with the baseline of another image. */
        IMAGE("changed-image"),
        /** One program of the workload, in whatever process and replica: it does something new that nothing is known against. */
        PROGRAM("program"),
        /** It is known that it was done, and not by whom. */
        UNATTRIBUTED("unattributed"),
        /** Part of the container's behaviour was lost. */
        LOSS("loss");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The word in documents. */
        @JsonValue
        public String label() {
            return label;
        }
    }

    /** What makes it different from other causes, as one text. */
    String identity() {
        return kind == Kind.IMAGE ? kind.label() : kind.label() + "\0" + container + "\0" + process + "\0" + started + "\0" + first;
    }
}
