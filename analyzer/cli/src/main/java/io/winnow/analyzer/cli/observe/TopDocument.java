// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The use of system calls as JSON; {@code top.schema.json} describes it.
 *
 * @param observed the command, or the container; may be untrusted
 * @param exitCode of the command; 0 if it was a container
 * @param uncounted calls for which the items map had no space; 0: the counts are complete
 * @param syscalls in the order that was asked for
 */
record TopDocument(int version, String observed, double seconds, int exitCode, long calls, long errors, long uncounted, List<Syscall> syscalls) {

    private static final int VERSION = 1;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * One system call.
     *
     * @param errors failed calls by errno
     * @param interrupted calls that a signal interrupted; they have not failed
     * @param latency buckets that are not empty
     */
    record Syscall(String name, int number, String abi, long calls, double callsPerSecond, long failed, Map<String, Long> errors,
            long interrupted, long totalNanos, long meanNanos, long p50Nanos, long p99Nanos, List<Bucket> latency) {}

    /** Calls that took at least {@code fromNanos} and less than {@code toNanos}; the last bucket of all also more. */
    record Bucket(long fromNanos, long toNanos, long calls) {}

    static TopDocument of(CallObservation.Outcome outcome, List<SyscallUse> uses, long uncounted) {
        double seconds = outcome.duration().toNanos() / NANOS_PER_SECOND;
        return new TopDocument(VERSION, outcome.what(), seconds, outcome.exitCode(), uses.stream().mapToLong(SyscallUse::count).sum(),
                uses.stream().mapToLong(SyscallUse::failed).sum(), uncounted, uses.stream().map(use -> syscall(use, seconds)).toList());
    }

    private static Syscall syscall(SyscallUse use, double seconds) {
        Map<String, Long> errors = new TreeMap<>();
        use.failures().forEach((errno, count) -> errors.put(TracedCall.errorName(errno), count));
        return new Syscall(use.name(), use.nr(), use.abi().label(), use.count(), use.count() / seconds, use.failed(), errors, use.interrupted(), use.nanos(), use.meanNanos(),
                use.quantileNanos(0.5), use.quantileNanos(0.99), buckets(use));
    }

    private static List<Bucket> buckets(SyscallUse use) {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < use.latency().size(); i++) {
            if (use.latency().get(i) > 0) {
                buckets.add(new Bucket(SyscallUse.lowerBound(i), SyscallUse.lowerBound(i + 1), use.latency().get(i)));
            }
        }
        return buckets;
    }
}
