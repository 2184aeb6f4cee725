// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The other workload, mostly an earlier version, whose frozen baseline this one started with. What of it this workload does itself is not known.
 *
 * @param workload its id as people are shown it; empty if this one started from nothing
 * @param since wall time of the start, nanoseconds since 1970; 0 if there is none
 */
public record StartedFrom(String workload, long since) implements Section<StartedFrom> {

    static final StartedFrom NONE = new StartedFrom("", 0);

    private static final Comparator<StartedFrom> ORDER = Comparator.comparingLong(StartedFrom::since).thenComparing(StartedFrom::workload);

    /** The JSON form. */
    record Document(String workload, String since) {}

    public StartedFrom {
        Objects.requireNonNull(workload, "workload");
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static StartedFrom of(Document document) {
        return new StartedFrom(PlainText.of(document.workload(), PlainText.MAX_TEXT), WallTime.nanos(Instant.parse(document.since())));
    }

    @JsonValue
    Document document() {
        return new Document(workload, WallTime.instant(since).toString());
    }

    /**
     * The frozen baseline of another workload as one that starts from it has it: the items, what they are judged by, and what is missing among them.
     * It has no replicas, since none of the new workload was watched yet.
     */
    public static Baseline baseline(Workload other, long now) {
        Set<SectionKind<?>> gaps = Set.of(SectionKind.GAPS, SectionKind.WITHOUT_FILTER, SectionKind.WHOLE);
        Sections kept = other.baseline().sections().only(kind -> kind.isCircumstance() || gaps.contains(kind));
        SortedMap<String, Replica> none = new TreeMap<>();
        return new Baseline(other.baseline().items(), none, kept.with(SectionKind.STARTED_FROM, new StartedFrom(other.id().toString(), now)));
    }

    /** The later one. */
    @Override
    public StartedFrom join(StartedFrom other) {
        return ORDER.compare(this, other) >= 0 ? this : other;
    }

    @Override
    public StartedFrom beyond(StartedFrom frozen) {
        return ORDER.compare(this, frozen) > 0 ? this : NONE;
    }

    @Override
    public boolean isEmpty() {
        return equals(NONE);
    }
}
