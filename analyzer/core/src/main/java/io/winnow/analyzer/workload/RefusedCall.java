// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

/**
 * A system call that seccomp refused in a container, for the first time there.
 *
 * @param workload of the container
 * @param call for people: its name, with its ABI if that is another than the host's
 * @param name alone, as a profile names it; empty if no table has it
 * @param answer what the program got: an errno's name, or {@code SIGSYS}
 * @param comm of the task; untrusted text
 * @param time wall time, nanoseconds since 1970
 */
public record RefusedCall(WorkloadId workload, String call, String name, String answer, String comm, long time) {}
