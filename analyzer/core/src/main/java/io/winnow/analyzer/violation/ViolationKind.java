// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

/** What sort of thing fell outside. */
public enum ViolationKind {
    /** A system call that the baseline does not have. */
    SYSCALL("syscall"),
    /** A system call that the baseline has from the program's start only, made while it serves. */
    START_ONLY("start-only"),
    /** An argument value outside a closed set. */
    ARGUMENT("argument"),
    /** A capability asked for that the baseline did not need. */
    CAPABILITY("capability"),
    /** A call that seccomp refused, though the suggested profile does not plan it. */
    DENIAL("denial"),
    /** An io_uring opcode: work that is done without a system call. */
    IO_URING("io_uring"),
    /** A system call through a table that the baseline never used. */
    ABI("abi"),
    /** A program started that never was before. */
    EXECUTABLE("executable"),
    /** A process went to a cgroup outside the container's, or was born there: its limits are no longer the container's. */
    LEFT_CGROUP("left-cgroup"),
    /** Something of the container was lost that no snapshot makes good: what it hid cannot be judged. */
    LOSS("loss");

    private final String label;

    ViolationKind(String label) {
        this.label = label;
    }

    /** The name in documents. */
    public String label() {
        return label;
    }
}
