// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.flyweight.ProfileFlyweight;
import io.winnow.collector.flyweight.ProfileKeyFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a system call was used.
 *
 * @param count calls that returned
 * @param errors of them, those that returned an errno, the kernel's own for interrupted calls included
 * @param errnos calls by errno; may lag behind {@code errors} by those of the moment
 * @param nanos sum of their times
 * @param latency calls by time: bucket i has those of [2^i, 2^(i+1)) ns
 */
record SyscallUse(Abi abi, int nr, long count, long errors, Map<Integer, Long> errnos, long nanos, List<Long> latency) {

    /** Which call it is. */
    record Key(Abi abi, int nr) {}

    Key key() {
        return new Key(abi, nr);
    }

    String name() {
        return TracedCall.nameOf(abi, nr);
    }

    /** Calls that a signal interrupted: the program saw EINTR, or no return at all. */
    long interrupted() {
        return errnos.entrySet().stream().filter(entry -> TracedCall.isRestart(entry.getKey())).mapToLong(Map.Entry::getValue).sum();
    }

    /** Calls that returned an error to the program. */
    long failed() {
        return Math.max(0, errors - interrupted());
    }

    /** Failed calls by errno. */
    Map<Integer, Long> failures() {
        Map<Integer, Long> failures = new TreeMap<>(errnos);
        failures.keySet().removeIf(TracedCall::isRestart);
        return failures;
    }

    long meanNanos() {
        return count == 0 ? 0 : nanos / count;
    }

    /**
     * The time that a share of the calls did not exceed, linear within its bucket, as Prometheus' {@code histogram_quantile} has it: true
     * to a factor of two.
     *
     * @param share 0.99 for the 99th percentile
     */
    long quantileNanos(double share) {
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

    /** Nanoseconds at which a bucket begins. */
    static long lowerBound(int bucket) {
        return bucket == 0 ? 0 : 1L << bucket;
    }

    /** All of a slot's profile. */
    static List<SyscallUse> read(CallProfileReader entries) {
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
        return new SyscallUse(key.abi(), key.nr(), profile.count(), profile.errors(), errnos, profile.time(), List.copyOf(latency));
    }
}
