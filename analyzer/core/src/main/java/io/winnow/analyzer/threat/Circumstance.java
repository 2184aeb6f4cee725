// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import com.fasterxml.jackson.annotation.JsonValue;

/** What can be dangerous about an act beside its call, its arguments and its capability. */
public enum Circumstance {
    /** A session did it that entered the container from outside. */
    EXEC_SESSION("exec-session"),
    /** A new program was started by a workload that already served. */
    PROGRAM_WHILE_SERVING("program-while-serving"),
    /** The call came through a table of system calls that the workload never used. */
    NEW_ABI("new-abi"),
    /** The process is in another cgroup than the container's. */
    LEFT_CGROUP("left-cgroup"),
    /** It was done by io_uring. */
    IO_URING("io-uring"),
    /** It is not known what it was: it was lost. */
    LOSS("loss");

    private final String label;

    Circumstance(String label) {
        this.label = label;
    }

    /** The name in the table. */
    @JsonValue
    public String label() {
        return label;
    }
}
