// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.agent.queue.EventSource;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.FindingContext;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.metric.Histogram;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.profiling.ProfiledContainer;
import io.winnow.analyzer.profiling.Profilings;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.violation.Detectors;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.document.LossReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Documents in, baselines and violations out. While the publisher takes no more, nothing is read: the queue on disk holds what comes. For one
 * thread.
 */
final class Pipeline {

    /** Documents in one turn, so that questions are answered while much is to be read. */
    private static final int MAX_DOCUMENTS = 64;

    private static final double NANOS_PER_SECOND = 1e9;

    /** Seconds: an alert takes milliseconds; with the broker away, hours. */
    private static final double[] LATENCIES = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600};

    private final EventSource source;
    private final Ingest ingest;
    private final Learner learner;
    private final Watch watch;
    private final Profilings profilings;
    private final Detectors detectors;
    private final Publisher publisher;
    private final ViolationEvents events;
    private final ViolationFeed feed;
    private final Optional<SharedLearning> sharedLearning;
    private final RefusedCallReports refusedCalls;
    private final FindingReports findings;
    private final Notes notes = new Notes();
    private final Map<ViolationKind, Long> violations = new EnumMap<>(ViolationKind.class);
    private final Histogram latencies = new Histogram(LATENCIES);
    private final AlertDelays delays;
    private final ReadTimes times = new ReadTimes();
    private String node = "";
    /** As the collector said last; null before. */
    private LossReport.Fill fill;

    Pipeline(
            EventSource source, Learner learner, Watch watch, Profilings profilings, Detectors detectors, Publisher publisher, ViolationEvents events,
            ViolationFeed feed, FindingReports findings, AnalyzerSettings settings) {
        this.source = source;
        this.ingest = new Ingest(learner.start(), this::accept);
        this.learner = learner;
        this.watch = watch;
        this.profilings = profilings;
        this.detectors = detectors;
        this.publisher = publisher;
        this.events = events;
        this.feed = feed;
        this.sharedLearning = settings.sharing().map(sharing -> new SharedLearning(learner, publisher, sharing, System::nanoTime));
        this.refusedCalls = new RefusedCallReports(learner, settings.refusedCalls());
        this.findings = findings;
        this.delays = new AlertDelays(publisher);
    }

    Ingest ingest() {
        return ingest;
    }

    /** Wall time of what was read last, nanoseconds since 1970; 0 before the first. For any thread. */
    long written() {
        return times.written();
    }

    /** The host that the events come from; empty before the first session. */
    String node() {
        return node;
    }

    /** Says where the metrics of what is read and found are read. */
    void register(Metrics metrics) {
        profilings.register(metrics);
        times.register(metrics);
        refusedCalls.register(metrics);
        metrics.read(Metric.DOCUMENTS, () -> ingest.counters().documents())
                .read(Metric.BATCHES, () -> ingest.counters().batches())
                .read(Metric.RECORDS, () -> ingest.counters().records())
                .read(Metric.REPEATED_RECORDS, () -> ingest.counters().repeatedRecords())
                .read(Metric.VIOLATIONS, this::violationsByKind)
                .read(Metric.ALERT_LATENCY, () -> List.of(Sample.of(latencies.distribution())))
                .read(Metric.ALERT_HOPS, delays::samples)
                .read(Metric.LOST, this::losses)
                .read(Metric.RING_WAITING, () -> fill(fill -> List.of(Sample.of(fill.ringBytes()))))
                .read(Metric.RING_CAPACITY, () -> fill(fill -> List.of(Sample.of(fill.ringCapacity()))))
                .read(Metric.MAP_ENTRIES, () -> fill(fill -> List.of(Sample.of(fill.slots(), "slots"), Sample.of(fill.items(), "items"))))
                .read(Metric.MAP_CAPACITY, () -> fill(fill -> List.of(Sample.of(fill.slotCapacity(), "slots"), Sample.of(fill.itemCapacity(), "items"))));
    }

    private List<Sample> fill(Function<LossReport.Fill, List<Sample>> samples) {
        return fill == null || fill.equals(LossReport.Fill.UNKNOWN) ? List.of() : samples.apply(fill);
    }

    /** Milliseconds since what was read last was written; those since 1970 before the first. For any thread. */
    long silence() {
        return times.silence();
    }

    private List<Sample> violationsByKind() {
        return Arrays.stream(ViolationKind.values()).map(kind -> Sample.of(violations.getOrDefault(kind, 0L), kind.label())).toList();
    }

    private List<Sample> losses() {
        Map<String, Long> losses = ingest.lossesByReason();
        losses.put("ingest/unattributed-slots", learner.unattributed());
        losses.put("violations/over-budget", detectors.unreported());
        losses.put("findings/forgotten", findings.findings().forgotten());
        losses.put("delivery/refused", publisher.discarded());
        return losses.entrySet().stream().map(loss -> Sample.of(loss.getValue(), loss.getKey().split("/", 2))).toList();
    }

    /** Takes confirmations from the publisher; says how many. */
    int confirmations() {
        return publisher.collect(event -> {
            if (event.stream().learned()) {
                sharedLearning.ifPresent(SharedLearning::confirmed);
                return;
            }
            if (!findings.confirmed(event)) {
                detectors.confirmed(event.id());
                latencies.observe(Math.max(0, Duration.between(event.time(), Instant.now()).toNanos()) / NANOS_PER_SECOND);
            }
        });
    }

    /** Reads what is there, within bounds; says how much was done. */
    int doWork() {
        int done = confirmations();
        for (int i = 0; i < MAX_DOCUMENTS && publisher.hasCapacity() && next(); i++) {
            done++;
        }
        sharedLearning.ifPresent(shared -> shared.turn(() -> ingest.state().index()));
        return done + watch.send() + findings.turn();
    }

    private boolean next() {
        delays.reading();
        return source.next(ingest);
    }

    private void accept(Event event) {
        learner.learn(event);
        times.read(event);
        if (event instanceof Event.OfSlot ofSlot) {
            watch.watched(ofSlot.slot()).ifPresent(watched -> publish(detectors.detect(ofSlot, watched), ofSlot));
        }
        event.accept(notes);
    }

    private ProfiledContainer container(SlotId slot) {
        return learner.workloadOf(slot).flatMap(id -> learner.container(slot).map(container -> ContainerProfiles.described(container, id)))
                .orElse(new ProfiledContainer("", "", ""));
    }

    /** If the learner has no owner of a slot, nothing more comes from that slot. */
    private void forgetTheGone() {
        Predicate<SlotId> alive = slot -> learner.container(slot).isPresent();
        detectors.retain(alive);
        watch.retain(alive);
    }

    private void publish(List<Violation> found, Event.OfSlot event) {
        if (!found.isEmpty()) {
            FindingContext context = watch.context(event.slot());
            found.forEach(violation -> {
                publish(violation, event);
                findings.found(violation, context, event.position().index());
            });
        }
    }

    private void publish(Violation violation, Event event) {
        violations.merge(violation.kind(), 1L, Long::sum);
        PublishedEvent document = events.event(violation);
        publisher.publish(document, event.position().index());
        delays.judged(event.time(), ingest.writtenAt());
        feed.add(document.data());
    }

    /** What an event changes besides baselines and violations. */
    private final class Notes implements Event.Visitor {

        @Override
        public void visit(Event.SessionStarted started) {
            node = started.session().node();
            forgetTheGone();
        }

        @Override
        public void visit(Event.ContainerChanged changed) {
            forgetTheGone();
        }

        @Override
        public void visit(Event.Observation observation) {
            refusedCalls.observed(observation);
        }

        @Override
        public void visit(Event.Snapshot snapshot) {}

        @Override
        public void visit(Event.CgroupCreated created) {}

        @Override
        public void visit(Event.CgroupRemoved removed) {}

        @Override
        public void visit(Event.StageChanged changed) {}

        @Override
        public void visit(Event.LossReported reported) {
            fill = reported.report().fill();
        }

        @Override
        public void visit(Event.HostDescribed described) {}

        @Override
        public void visit(Event.CallsProfiled profiled) {
            profilings.sample(profiled, Pipeline.this::container);
        }

        @Override
        public void visit(Event.ProgramRead read) {
            watch.watched(read.slot()).ifPresent(watched -> findings.identified(watched.subject(), read));
        }

        @Override
        public void visit(Event.Missed missed) {}

        @Override
        public void visit(Event.TraceCall call) {}
    }
}
