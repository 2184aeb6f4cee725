// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

/**
 * What an operator should know before using an advice.
 *
 * @param kind what it is about
 * @param subject the system call, capability, runtime or gap
 * @param text one sentence; names in it may be untrusted text
 */
public record Warning(Kind kind, String subject, String text) {

    /** What a warning is about. */
    public enum Kind {
        /** The profile may not start the container: calls of its runtime are not known. */
        NO_RUNTIME_CALLS,
        /** The baseline missed something. */
        PARTIAL,
        /** How far what was seen carries. */
        RESTS_ON,
        /** The baseline is still growing. */
        STILL_LEARNING,
        /** A dangerous system call is in use. */
        DANGEROUS_SYSCALL,
        /** io_uring does I/O without system calls. */
        IO_URING,
        /** A system call outside the native ABI is in use. */
        OTHER_ABI,
        /** One of many replicas did something that no other did. */
        ONE_REPLICA,
        /** A call that the workload or its runtime used is blocked by option. */
        BLOCKED_IN_USE,
        /** Exec sessions did what the profile does not allow. */
        EXEC_SESSIONS,
        /** A capability remains that is nearly root. */
        CAPABILITY,
        /** Processes went to cgroups outside the container's. */
        LEFT_CGROUP,
        /** A system call was refused while learning. */
        REFUSED_CALL,
        /** A filter of the workload's own, or its supervisor, answered a system call. */
        ANSWERED_CALL,
        /** A number that no table names was called; a profile cannot name it. */
        UNNAMED_SYSCALL,
        /** This host's libseccomp does not know the name of a call that the profile allows. */
        UNKNOWN_NAME
    }
}
