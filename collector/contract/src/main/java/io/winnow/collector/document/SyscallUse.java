// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.flyweight.ProfileFlyweight;
import io.winnow.collector.flyweight.ProfileKeyFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How a system call was used, counted at its returns: a part of {@link CallProfile}.
 *
 * @param count calls that returned
 * @param errors of them, those that returned an errno, the kernel's own for interrupted calls included
 * @param errnos calls by errno; may lag behind {@code errors} by those of the moment
 * @param nanos sum of their times
 * @param latency calls by time: bucket i has those of [2^i, 2^(i+1)) ns
 */
public record SyscallUse(Abi abi, int nr, long count, long errors, Map<Integer, Long> errnos, long nanos, List<Long> latency) {

    /** Shares of calls whose longest time is shown. */
    public static final double MEDIAN = 0.5;

    public static final double HIGH = 0.99;

    /** Which call it is. */
    public record Key(Abi abi, int nr) {}

    public SyscallUse {
        Objects.requireNonNull(abi, "abi");
        errnos = errnos == null ? Map.of() : errnos;
        latency = latency == null ? List.of() : List.copyOf(latency);
    }

    public Key key() {
        return new Key(abi, nr);
    }

    public String name() {
        return SyscallTable.label(abi, nr);
    }

    /** Calls that a signal interrupted: the program saw EINTR, or no return at all. */
    public long interrupted() {
        return errnos.entrySet().stream().filter(entry -> Errno.isRestart(entry.getKey())).mapToLong(Map.Entry::getValue).sum();
    }

    /** Calls that returned an error to the program. */
    public long failed() {
        return Math.max(0, errors - interrupted());
    }

    /** Failed calls by errno. */
    public Map<Integer, Long> failures() {
        Map<Integer, Long> failures = new TreeMap<>(errnos);
        failures.keySet().removeIf(Errno::isRestart);
        return failures;
    }

    public long meanNanos() {
        return count == 0 ? 0 : nanos / count;
    }

    /**
     * The time that a share of the calls did not exceed, linear within its bucket, as Prometheus' {@code histogram_quantile} has it: true
     * to a factor of two.
     *
     * @param share 0.99 for the 99th percentile
     */
    public long quantileNanos(double share) {
        double rank = share * latency.stream().mapToLong(Long::longValue).sum();
        long before = 0;
        for (int i = 0; i < latency.size(); i++) {
            long here = latency.get(i);
            if (here > 0 && before + here >= rank) {
                long low = lowerBound(i);
                return low + (long) ((lowerBound(i + 1) - low) * (rank - before) / here);
            }
            before += here;
        }
        return 0;
    }

    /** What came since an earlier reading of the same call; all of it if counting was begun anew meanwhile. */
    public SyscallUse since(SyscallUse before) {
        return before.count > count ? this : combined(before, -1);
    }

    /** Both together, of the same call. */
    public SyscallUse plus(SyscallUse other) {
        return combined(other, 1);
    }

    private SyscallUse combined(SyscallUse other, int sign) {
        Map<Integer, Long> byErrno = new TreeMap<>(errnos);
        other.errnos.forEach((errno, calls) -> byErrno.merge(errno, sign * calls, Long::sum));
        byErrno.values().removeIf(calls -> calls <= 0);
        List<Long> byTime = new ArrayList<>();
        for (int i = 0; i < Math.max(latency.size(), other.latency.size()); i++) {
            byTime.add(at(latency, i) + sign * at(other.latency, i));
        }
        return new SyscallUse(abi, nr, count + sign * other.count, errors + sign * other.errors, byErrno, nanos + sign * other.nanos, byTime);
    }

    private static long at(List<Long> buckets, int index) {
        return index < buckets.size() ? buckets.get(index) : 0;
    }

    /** Nanoseconds at which a bucket begins. */
    public static long lowerBound(int bucket) {
        return bucket == 0 ? 0 : 1L << bucket;
    }

    /** All of a slot's profile. */
    public static List<SyscallUse> read(CallProfileReader entries) {
        List<SyscallUse> uses = new ArrayList<>();
        Map<Key, Map<Integer, Long>> errnos = new HashMap<>();
        while (entries.next()) {
            ProfileKeyFlyweight key = entries.key();
            Map<Integer, Long> ofCall = errnos.computeIfAbsent(new Key(key.abi(), key.nr()), none -> new TreeMap<>());
            if (key.error() == 0) {
                uses.add(of(key, entries.profile(), ofCall));
            } else {
                ofCall.put(key.error(), entries.profile().count());
            }
        }
        return uses;
    }

    private static SyscallUse of(ProfileKeyFlyweight key, ProfileFlyweight profile, Map<Integer, Long> errnos) {
        List<Long> latency = new ArrayList<>();
        for (int i = 0; i < Layout.LATENCY_BUCKETS; i++) {
            latency.add(profile.latency(i));
        }
        return new SyscallUse(key.abi(), key.nr(), profile.count(), profile.errors(), errnos, profile.time(), latency);
    }
}
