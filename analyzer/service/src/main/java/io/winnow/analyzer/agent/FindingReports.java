// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingCause;
import io.winnow.analyzer.finding.FindingContext;
import io.winnow.analyzer.finding.FindingFile;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.analyzer.publish.FindingEvents;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Takes violations into findings, and publishes the updates of these. For the analyzer's thread. */
final class FindingReports {

    /** How often it is looked what nothing more came of. */
    private static final long CLOSING = Duration.ofMinutes(1).toNanos();

    /** Updates that followers are given at first. */
    private static final int MAX_UPDATES = 200;
    private static final long MAX_BYTES = 16L << 20;

    private final Findings findings;
    private final FindingEvents events;
    private final Publisher publisher;
    private final ViolationFeed feed = new ViolationFeed(MAX_UPDATES, MAX_BYTES);
    private final LongSupplier wallTime;
    /** Position of the queue document that was read last. */
    private long position;
    private long closedAt;

    /**
     * @param position of what was read last
     * @param wallTime nanoseconds since 1970
     */
    FindingReports(Findings findings, FindingEvents events, Publisher publisher, long position, LongSupplier wallTime) {
        this.findings = findings;
        this.events = events;
        this.publisher = publisher;
        this.position = position;
        this.wallTime = wallTime;
    }

    /** A violation was published. */
    void found(Violation violation, FindingContext context, long at) {
        position = Math.max(position, at);
        findings.add(violation, context, wallTime.getAsLong()).ifPresent(this::publish);
    }

    /** It is known which file was executed in a container. */
    void identified(Subject subject, Event.ProgramRead read) {
        position = Math.max(position, read.position().index());
        FindingFile file = new FindingFile(read.file().path(), read.file().sha256(), read.file().size());
        findings.identify(subject.container(), ViolationIds.id(subject.node(), read.slot(), read.item()), file, wallTime.getAsLong()).ifPresent(this::publish);
    }

    /** Sends what was held back for long enough, if it can be taken: what cannot is in a later update. Says how many. */
    int turn() {
        long now = wallTime.getAsLong();
        if (Math.abs(now - closedAt) >= CLOSING) {
            closedAt = now;
            findings.close(now);
        }
        List<Finding> due = publisher.hasCapacity() ? findings.due(now) : List.of();
        due.forEach(this::publish);
        return due.size();
    }

    /** An event has arrived; says whether it was of a finding. */
    boolean confirmed(PublishedEvent event) {
        if (event.stream() != EventStream.FINDINGS) {
            return false;
        }
        findings.confirmed(FindingEvents.finding(event.id()), FindingEvents.sequence(event.id()));
        return true;
    }

    /** Notes an operator's decision, and publishes it; empty if there is no such finding. */
    Optional<FindingDocument> decide(String id, FindingState state, String by, String reason) {
        return findings.decide(id, state, by, reason, wallTime.getAsLong()).map(update -> {
            publish(update);
            return events.document(update);
        });
    }

    Findings findings() {
        return findings;
    }

    /** The newest updates. For any thread. */
    ViolationFeed feed() {
        return feed;
    }

    FindingEvents events() {
        return events;
    }

    private void publish(Finding update) {
        PublishedEvent event = events.event(update);
        publisher.publish(event, position);
        feed.add(event.data());
    }

    /** Says where the metrics of findings are read. */
    void register(Metrics metrics) {
        metrics.read(Metric.FINDINGS, this::pending);
    }

    private List<Sample> pending() {
        Map<FindingCause.Kind, Map<Severity, Long>> counts = new HashMap<>();
        findings.list().stream().filter(finding -> finding.state().pending()).forEach(finding ->
                counts.computeIfAbsent(finding.cause().kind(), any -> new HashMap<>()).merge(finding.severity(), 1L, Long::sum));
        List<Sample> samples = new ArrayList<>();
        for (FindingCause.Kind kind : FindingCause.Kind.values()) {
            for (Severity severity : Severity.values()) {
                samples.add(Sample.of(counts.getOrDefault(kind, Map.of()).getOrDefault(severity, 0L), kind.label(), severity.label()));
            }
        }
        return samples;
    }
}
