// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/**
 * The sequences of {@value #LENGTH} calls that recordings of a workload have, and how unusual another recording is by them.
 *
 * @param method how sequences are cut out and counted
 * @param hashes of the sequences, 64 bits each
 * @param threshold the greatest score that a recording had by the sequences of the others: what is above it is an anomaly
 */
public record KnownSequences(SequenceMethod method, Set<Long> hashes, int threshold) {

    /** Lee and Xiang ("Information-theoretic measures for anomaly detection", IEEE S&P 2001) find the best one for such traces at six. */
    public static final int LENGTH = 6;

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    public KnownSequences {
        hashes = Set.copyOf(hashes);
    }

    /**
     * Learns, and sets the threshold by leaving each recording out in turn.
     *
     * @param recordings of normal runs, at least two
     * @throws IllegalArgumentException if there are fewer
     */
    public static KnownSequences of(SequenceMethod method, List<List<RecordedCall>> recordings) {
        if (recordings.size() < 2) {
            throw new IllegalArgumentException("two recordings are needed at least: one is held against the other");
        }
        List<Set<Long>> each = recordings.stream().map(recording -> hashes(method, recording)).toList();
        int threshold = 0;
        for (int left = 0; left < recordings.size(); left++) {
            List<Set<Long>> others = new ArrayList<>(each);
            others.remove(left);
            threshold = Math.max(threshold, new KnownSequences(method, union(others), 0).score(recordings.get(left)));
        }
        return new KnownSequences(method, union(each), threshold);
    }

    /** The most unknown sequences in a row of the method's length. */
    public int score(List<RecordedCall> recording) {
        Map<Long, Frame> frames = new HashMap<>();
        int[] most = new int[1];
        scan(method, recording, (call, hash) -> {
            Frame frame = frames.computeIfAbsent(method.stream(call), any -> new Frame(method.frame()));
            most[0] = Math.max(most[0], frame.add(!hashes.contains(hash)));
        });
        return most[0];
    }

    public boolean isAnomaly(int score) {
        return score > threshold;
    }

    private static Set<Long> union(Collection<Set<Long>> sets) {
        Set<Long> union = new HashSet<>();
        sets.forEach(union::addAll);
        return union;
    }

    private static Set<Long> hashes(SequenceMethod method, List<RecordedCall> recording) {
        Set<Long> hashes = new HashSet<>();
        scan(method, recording, (call, hash) -> hashes.add(hash));
        return hashes;
    }

    /** Hands out each sequence with the call that ends it. */
    private static void scan(SequenceMethod method, List<RecordedCall> recording, ObjLongConsumer<RecordedCall> sequences) {
        Map<Long, ArrayDeque<Long>> newest = new HashMap<>();
        for (RecordedCall call : recording) {
            ArrayDeque<Long> calls = newest.computeIfAbsent(method.owner(call), any -> new ArrayDeque<>());
            calls.add(call.code());
            if (calls.size() > LENGTH) {
                calls.remove();
            }
            if (calls.size() == LENGTH) {
                long hash = 0;
                for (long code : calls) {
                    hash = (hash ^ code) * MULTIPLIER;
                    hash ^= hash >>> 32;
                }
                sequences.accept(call, hash);
            }
        }
    }

    /** How many of the newest sequences are unknown. */
    private static final class Frame {
        private final boolean[] unknown;
        private int at;
        private int count;

        Frame(int length) {
            unknown = new boolean[length];
        }

        int add(boolean isUnknown) {
            count += (isUnknown ? 1 : 0) - (unknown[at] ? 1 : 0);
            unknown[at] = isUnknown;
            at = (at + 1) % unknown.length;
            return count;
        }
    }
}
