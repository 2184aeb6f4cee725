// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.cluster.RecentlyJoined.Held;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.store.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is known of each workload, and beside it the reports that have arrived since it was stored. So a report costs as much as it is long, and a workload,
 * which is much longer, is written once for all reports of some seconds; until then it is in memory as it would be after them. Both are stores: a hub that
 * dies leaves them to the next.
 */
final class JoinedWorkloads {

    /** Store: what is known of each workload, by its key. */
    static final String WORKLOADS = "workloads";

    /** Store: reports, by the key of their workload and their number, in the order in which they came. */
    static final String ARRIVED = "arrived";

    /** Stands in no workload's key, which are percent-encoded, and before all that does. */
    private static final char SEPARATOR = '\0';

    /** Sorted as numbers are. */
    private static final String NUMBER = "%016x";

    /** Reports that are kept as they were understood when they came, so that they need not be read again: so many, of so many bytes each at most. */
    private static final int FRESH = 100;
    private static final int FRESH_BYTES = 64 << 10;

    /** A workload is stored this long after it was stored last. */
    private static final Duration STORED_EVERY = Duration.ofSeconds(10);

    /** Of those that wait, one of so many is stored at a time: reports would wait while all are. */
    private static final int STORED_SHARE = 8;

    private final Decisions decisions;
    private final boolean nodes;
    private final KeyValueStore<String, Joined> workloads;
    private final KeyValueStore<String, byte[]> arrived;
    private final Map<String, Shared> fresh = new HashMap<>();
    private final RecentlyJoined recent = new RecentlyJoined();
    /** Keys of workloads that something has arrived of and was not looked at, the first first. */
    private final Set<String> changed = new LinkedHashSet<>();
    /** When workloads that are not stored as they are were first so, the longest first. */
    private final Map<String, Instant> unstored = new LinkedHashMap<>();
    /** Number of the next report. Offsets are none: those of several topics have no order. */
    private long next;

    /** @param nodes whether it matters which nodes reported what */
    JoinedWorkloads(ProcessingContext context, Decisions decisions, boolean nodes) {
        this.decisions = decisions;
        this.nodes = nodes;
        this.workloads = context.getStateStore(WORKLOADS);
        this.arrived = context.getStateStore(ARRIVED);
        try (KeyValueIterator<String, byte[]> left = arrived.all()) {
            left.forEachRemaining(report -> {
                int at = report.key.indexOf(SEPARATOR);
                changed.add(report.key.substring(0, at));
                next = Math.max(next, 1 + Long.parseLong(report.key.substring(at + 1), 16));
            });
        }
    }

    /** A report of a node has come. */
    void arrive(String key, byte[] bytes, Shared report) {
        String place = key + SEPARATOR + NUMBER.formatted(next++);
        arrived.put(place, bytes);
        changed.add(key);
        if (fresh.size() < FRESH && bytes.length <= FRESH_BYTES) {
            fresh.put(place, report);
        }
    }

    /** Keys of workloads that something has arrived of since they were taken from here, some of them if there are more. */
    List<String> takeChanged(int most) {
        List<String> keys = new ArrayList<>();
        Iterator<String> all = changed.iterator();
        while (all.hasNext() && keys.size() < most) {
            keys.add(all.next());
            all.remove();
        }
        return keys;
    }

    /**
     * A workload with what has arrived.
     *
     * @param before without it; nothing of it if none is known
     * @param known whether one is
     * @param last place of the last report that is in it and still stored; empty if none is
     */
    record Change(Joined before, Joined after, boolean known, String last) {

        /** Whether all that has arrived was known. */
        boolean isNone() {
            return known && after.equals(before);
        }

        boolean ofRuntimes() {
            return !after.runtimeCalls().equals(before.runtimeCalls()) || !after.workload().runtimes().equals(before.workload().runtimes());
        }

        /** Whether a joined workload says no more than what it was made of: then reports that are joined again give it again. */
        boolean isAllOf(Joined joined) {
            return known && joined.parts() == before.parts() && joined.decidedParts() == before.decidedParts()
                    && joined.workload().decisions().equals(before.workload().decisions());
        }
    }

    /** What is known of a workload and has arrived; empty if nothing is and has. */
    Optional<Change> change(String key) {
        Held held = recent.get(key).orElseGet(() -> new Held(key, workloads.get(key), ""));
        try (KeyValueIterator<String, byte[]> reports = arrived(key, held.last())) {
            return reports.hasNext() ? Optional.of(change(held.joined(), reports))
                    : Optional.ofNullable(held.joined()).map(joined -> new Change(joined, joined, true, held.last()));
        }
    }

    /** One report after another is read: all that arrived may be more than fits into memory. */
    private Change change(Joined known, KeyValueIterator<String, byte[]> reports) {
        BaselineBuilder seen = new BaselineBuilder();
        Reporters.Builder reporters = new Reporters.Builder(known == null ? Reporters.NONE : known.reporters(), item -> known != null && known.knows(item));
        Joined before = known;
        Joined after = known;
        String last = "";
        while (reports.hasNext()) {
            KeyValue<String, byte[]> message = reports.next();
            Shared report = report(message);
            if (before == null) {
                before = Joined.nothing(report.workload());
                after = before;
            }
            seen.join(report.baseline());
            if (nodes) {
                reporters.report(report.node(), report.baseline().items().keySet());
            }
            after = after.with(report.runtimeCalls());
            last = message.key;
        }
        return new Change(before, after.with(decisions.learn(before.workload(), seen.build())).with(reporters.build()), known != null, last);
    }

    private Shared report(KeyValue<String, byte[]> message) {
        Shared understood = fresh.remove(message.key);
        return understood == null ? Shared.read(message.value) : understood;
    }

    /** A workload has changed so, and is known to all. It is stored at once if reports alone would not give it again. */
    void put(String key, Change change, Joined joined, Instant now) {
        if (!change.isAllOf(joined)) {
            store(key, joined);
        } else if (!change.last().isEmpty()) {
            unstored.putIfAbsent(key, now);
            hold(new Held(key, joined, change.last()));
        }
    }

    /** Stores some of those that have waited for long. */
    void storeSome(Instant now) {
        Instant before = now.minus(STORED_EVERY);
        List<String> due = unstored.entrySet().stream().takeWhile(one -> one.getValue().isBefore(before)).map(Map.Entry::getKey)
                .limit(1 + unstored.size() / STORED_SHARE).toList();
        due.forEach(key -> recent.get(key).ifPresent(held -> {
            write(held);
            hold(new Held(key, held.joined(), ""));
        }));
    }

    /** A workload with all that has arrived. */
    void store(String key, Joined joined) {
        changed.remove(key);
        Held whole = new Held(key, joined, "");
        write(whole);
        hold(whole);
    }

    private void hold(Held one) {
        recent.put(one).forEach(this::write);
    }

    private void write(Held one) {
        workloads.put(one.key(), one.joined());
        settle(one.key(), one.last());
    }

    /** Nothing is known of a workload. */
    void forget(String key) {
        workloads.delete(key);
        recent.remove(key);
        changed.remove(key);
        settle(key, "");
    }

    /** The reports that have arrived of a workload are in what is stored. @param last the last of them; empty: all */
    private void settle(String key, String last) {
        unstored.remove(key);
        List<String> places = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> reports = arrived.range(key + SEPARATOR, last.isEmpty() ? end(key) : last)) {
            reports.forEachRemaining(report -> places.add(report.key));
        }
        places.forEach(arrived::delete);
        places.forEach(fresh::remove);
    }

    /** @param last after this place; empty: all */
    private KeyValueIterator<String, byte[]> arrived(String key, String last) {
        return arrived.range(last.isEmpty() ? key + SEPARATOR : last + SEPARATOR, end(key));
    }

    private static String end(String key) {
        return key + (char) (SEPARATOR + 1);
    }
}
