// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.Reporters;
import io.winnow.analyzer.learn.Decisions;
import io.winnow.analyzer.store.Shared;
import java.util.ArrayList;
import java.util.HashMap;
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
 * What is known of each workload, and beside it the reports that have arrived since. So a report costs as much as it is long, and what is known of a
 * workload, which is much longer, is read and written once for all reports that arrived in the meantime. Both are stores: a hub that dies leaves them to the
 * next.
 */
final class JoinedWorkloads {

    /** Store: what is known of each workload, by its key. */
    static final String WORKLOADS = "workloads";

    /** Store: reports, by the key of their workload and where they were read. */
    static final String ARRIVED = "arrived";

    /** Stands in no workload's key, which are percent-encoded, and before all that does. */
    private static final char SEPARATOR = '\0';

    /** Reports that are kept as they were understood when they came, so that they need not be read again: so many, of so many bytes each at most. */
    private static final int FRESH = 100;
    private static final int FRESH_BYTES = 64 << 10;

    private final Decisions decisions;
    private final boolean nodes;
    private final KeyValueStore<String, Joined> workloads;
    private final KeyValueStore<String, byte[]> arrived;
    private final Map<String, Shared> fresh = new HashMap<>();
    private final RecentlyJoined recent = new RecentlyJoined();

    /** Where the last look for changes ended: the next goes on there, so that none waits for ever. */
    private String last = "";

    /** @param nodes whether it matters which nodes reported what */
    JoinedWorkloads(ProcessingContext context, Decisions decisions, boolean nodes) {
        this.decisions = decisions;
        this.nodes = nodes;
        this.workloads = context.getStateStore(WORKLOADS);
        this.arrived = context.getStateStore(ARRIVED);
    }

    /** A report of a node has come. @param where it is: a later one is elsewhere */
    void arrive(String key, String where, byte[] bytes, Shared report) {
        String place = key + SEPARATOR + where;
        arrived.put(place, bytes);
        if (fresh.size() < FRESH && bytes.length <= FRESH_BYTES) {
            fresh.put(place, report);
        }
    }

    /** Keys of workloads that something has arrived of, some of them if there are more. */
    Set<String> changed(int most) {
        Set<String> keys = new LinkedHashSet<>();
        try (KeyValueIterator<String, byte[]> next = arrived.range(last, null)) {
            while (next.hasNext() && keys.size() < most) {
                String place = next.next().key;
                keys.add(place.substring(0, place.indexOf(SEPARATOR)));
            }
            last = next.hasNext() ? next.peekNextKey() : "";
        }
        return keys;
    }

    /**
     * A workload with what has arrived.
     *
     * @param before without it; nothing of it if none is known
     * @param known whether one is
     */
    record Change(Joined before, Joined after, boolean known) {

        /** Whether all that has arrived was known. */
        boolean isNone() {
            return known && after.equals(before);
        }

        boolean ofRuntimes() {
            return !after.runtimeCalls().equals(before.runtimeCalls()) || !after.workload().runtimes().equals(before.workload().runtimes());
        }
    }

    /** What is known of a workload and has arrived; empty if nothing is and has. */
    Optional<Change> change(String key) {
        Joined known = recent.get(key).orElseGet(() -> workloads.get(key));
        try (KeyValueIterator<String, byte[]> reports = arrived(key)) {
            return reports.hasNext() ? Optional.of(change(known, reports)) : Optional.ofNullable(known).map(joined -> new Change(joined, joined, true));
        }
    }

    /** One report after another is read: all that arrived may be more than fits into memory. */
    private Change change(Joined known, KeyValueIterator<String, byte[]> reports) {
        BaselineBuilder seen = new BaselineBuilder();
        Reporters.Builder reporters = new Reporters.Builder(known == null ? Reporters.NONE : known.reporters(), item -> known != null && known.knows(item));
        Joined before = known;
        Joined after = known;
        while (reports.hasNext()) {
            Shared report = report(reports.next());
            if (before == null) {
                before = Joined.nothing(report.workload());
                after = before;
            }
            seen.join(report.baseline());
            if (nodes) {
                reporters.report(report.node(), report.baseline().items().keySet());
            }
            after = after.with(report.runtimeCalls());
        }
        return new Change(before, after.with(decisions.learn(before.workload(), seen.build())).with(reporters.build()), known != null);
    }

    private Shared report(KeyValue<String, byte[]> message) {
        Shared understood = fresh.get(message.key);
        return understood == null ? Shared.read(message.value) : understood;
    }

    /** This is known of a workload, with all that has arrived. */
    void put(String key, Joined joined) {
        workloads.put(key, joined);
        recent.put(key, joined);
        settle(key);
    }

    /** What has arrived of a workload was known. */
    void settle(String key) {
        List<String> places = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> reports = arrived(key)) {
            reports.forEachRemaining(report -> places.add(report.key));
        }
        places.forEach(arrived::delete);
        places.forEach(fresh::remove);
    }

    /** Nothing is known of a workload. */
    void forget(String key) {
        workloads.delete(key);
        recent.remove(key);
        settle(key);
    }

    private KeyValueIterator<String, byte[]> arrived(String key) {
        return arrived.range(key + SEPARATOR, key + (char) (SEPARATOR + 1));
    }
}
