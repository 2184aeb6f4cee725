// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.finding.FindingContext;
import io.winnow.analyzer.finding.FindingRules;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.publish.PublishedEvent;
import io.winnow.analyzer.publish.Sink;
import io.winnow.analyzer.publish.SinkException;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.analyzer.violation.Detectors;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.violation.ImplicitAllowances;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Watched;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an alert takes, done at the start with calls that were never made, so that the first real alert finds classes loaded and code compiled: from the
 * detectors over the documents to the sink, which sends none of it. On a thread of its own.
 */
public final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final Subject SUBJECT = new Subject("rehearsal", "rehearsal", "rehearsal", "rehearsal", "", "");
    /** As often as the JVM wants to see code before it compiles it. */
    private static final int CALLS = 250;
    private static final SlotId SLOT = new SlotId(0, 0, 0);

    private Rehearsal() {}

    /** Begins, and does not wait. */
    public static void start(Sink sink) {
        Thread thread = new Thread(() -> run(sink), "winnow-rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** Rehearses, and returns when that is done. */
    public static void run(Sink sink) {
        long begin = System.nanoTime();
        try {
            sink.rehearse(events());
            LOG.debug("rehearsed in {} ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
        } catch (SinkException | RuntimeException e) {
            LOG.debug("the first alert takes longer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<PublishedEvent> events() {
        Detectors detectors = new Detectors(Duration.ofSeconds(1), DetectorState.EMPTY);
        Watched watched = new Watched(SUBJECT, new FrozenBaseline(Baseline.EMPTY, ImplicitAllowances.NONE), 0);
        ViolationEvents documents = new ViolationEvents("rehearsal");
        Findings findings = new Findings(FindingRules.DEFAULT, List.of());
        FindingContext context = new FindingContext(0, false, Map.of());
        List<PublishedEvent> events = new ArrayList<>();
        for (int nr = 0; nr < CALLS; nr++) {
            detectors.detect(observation(nr), watched).forEach(violation -> {
                events.add(documents.event(violation));
                findings.add(violation, context, WallTime.nanos(violation.time())).map(documents.ofFindings()::event).ifPresent(events::add);
            });
        }
        return events;
    }

    private static Event.Observation observation(int nr) {
        return new Event.Observation(new Position(nr, 0), WallTime.nanos(Instant.now()), SLOT, Item.syscall(Abi.X86_64, Stage.SERVE, nr), 1, ItemFlags.FIRST, 0,
                Collections.nCopies(Layout.ARGS, 1L), 0, new Actor(1, 1, 1, 0, 0, "rehearsal"), "/rehearsal");
    }
}
