// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.agent.queue.QueueEvents;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.TemporaryDirectory;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.ItemVisitor;
import io.winnow.analyzer.learn.Learner;
import io.winnow.collector.agent.Collector;
import io.winnow.collector.agent.CollectorConfig;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.queue.ControlQueue;
import io.winnow.collector.queue.QueueConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One observation beside whatever service may be running: a collector with a queue of its own, and a learner that reads it. For one thread.
 */
public final class IsolatedObservation implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Consumer<Event> listener;
    private final TemporaryDirectory directory;
    private final Collector collector;
    private final Learner learner;
    private final QueueEvents events;
    private final Ingest ingest;
    private final End end = new End();
    private boolean finished;
    private boolean started;
    private boolean collecting = true;

    /**
     * @param chosen what is observed
     * @throws CommandException if this host does not let it start
     */
    public IsolatedObservation(Composition composition, Predicate<ContainerDescription> chosen) {
        this(composition, chosen, List.of(), event -> {});
    }

    /**
     * @param policies that the collector knows before it starts
     * @param listener gets every event of what is observed
     */
    public IsolatedObservation(Composition composition, Predicate<ContainerDescription> chosen, List<PolicyDocument> policies, Consumer<Event> listener) {
        this.listener = listener;
        directory = TemporaryDirectory.make();
        try {
            Path queue = directory.path().resolve("queue/events");
            CollectorConfig config = composition.aside(queue, WINDOW);
            send(policies, ControlQueue.config(config.control().orElseThrow(), config.events()));
            learner = composition.learner(directory.path().resolve("baselines"));
            events = QueueEvents.live(queue, learner.start());
            ingest = new Ingest(learner.start(), this::accept);
            collector = Composition.collector(config, chosen);
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    public Collector collector() {
        return collector;
    }

    private static void send(List<PolicyDocument> policies, QueueConfig control) {
        if (!policies.isEmpty()) {
            try (ControlQueue queue = ControlQueue.open(control)) {
                policies.forEach(queue::send);
            }
        }
    }

    /** Other containers that start meanwhile have slots, too, until the collector knows that they were not asked for. */
    private void accept(Event event) {
        learner.learn(event);
        if (!(event instanceof Event.OfSlot of) || learner.workloadOf(of.slot()).isEmpty()) {
            return;
        }
        listener.accept(event);
        event.accept(end);
    }

    /** Looks for the last snapshot. */
    private final class End extends ItemVisitor {

        @Override
        public void visit(Event.Observation observation) {}

        @Override
        public void visit(Event.Snapshot snapshot) {
            if (snapshot.last()) {
                finished = true;
                started = snapshot.entrypoint() != 0;
            }
        }
    }

    /** Reads along until the condition holds or the time is over; says whether it holds. */
    public boolean readUntil(BooleanSupplier condition, Duration limit) {
        long start = System.nanoTime();
        while (true) {
            read();
            if (condition.getAsBoolean()) {
                return true;
            }
            if (System.nanoTime() - start >= limit.toNanos() || collector.failure().isPresent()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void read() {
        while (events.next(ingest)) {
            // everything that is there
        }
    }

    /** From now on it is the next last snapshot that counts. */
    public void expectEnd() {
        finished = false;
    }

    /** Whether the last snapshot of what is observed has been read. */
    public boolean finished() {
        return finished;
    }

    /** Whether the entrypoint of what has {@link #finished} was ever executed. */
    public boolean started() {
        return started;
    }

    /** What has been learned so far; empty while nothing is known. */
    public Optional<Workload> workload() {
        return learner.ids().stream().findFirst().flatMap(learner::workload);
    }

    public Learner learner() {
        return learner;
    }

    /** Ends the collection, and reads what it wrote last. */
    void end() {
        if (collecting) {
            collecting = false;
            collector.close();
            read();
        }
    }

    @Override
    public void close() {
        try {
            end();
        } finally {
            events.close();
            directory.close();
        }
    }
}
