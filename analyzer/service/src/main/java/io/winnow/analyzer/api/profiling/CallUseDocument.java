// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.profiling;

import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often a system call was made, how it failed and how long it took.
 *
 * @param callsPerSecond of the time that was asked about
 * @param failed calls that returned an error to the program
 * @param errors failed calls by errno
 * @param interrupted calls that a signal interrupted; they have not failed
 * @param latency buckets that are not empty
 */
public record CallUseDocument(String name, int number, String abi, long calls, double callsPerSecond, long failed, Map<String, Long> errors,
        long interrupted, long totalNanos, long meanNanos, long p50Nanos, long p99Nanos, List<Bucket> latency) {

    /** Calls that took at least {@code fromNanos} and less than {@code toNanos}; the last bucket of all also more. */
    public record Bucket(long fromNanos, long toNanos, long calls) {}

    public static CallUseDocument of(SyscallUse use, double perSecond) {
        Map<String, Long> errors = new TreeMap<>();
        use.failures().forEach((errno, count) -> errors.put(Errno.label(errno), count));
        return new CallUseDocument(use.name(), use.nr(), use.abi().label(), use.count(), perSecond, use.failed(), errors, use.interrupted(), use.nanos(),
                use.meanNanos(), use.quantileNanos(SyscallUse.MEDIAN), use.quantileNanos(SyscallUse.HIGH), buckets(use));
    }

    /** {@code read}; with its ABI if it is not the host's own: {@code i386:open}. */
    public static String label(Abi abi, int number) {
        String name = SyscallTable.label(abi, number);
        return abi == Abi.X86_64 ? name : abi.label() + ":" + name;
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
