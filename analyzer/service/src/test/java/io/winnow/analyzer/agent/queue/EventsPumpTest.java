// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsPumpTest {

    @TempDir
    Path home;

    private Path directory;

    @BeforeEach
    void place() {
        directory = home.resolve("events");
    }

    private final List<Event> events = new ArrayList<>();

    private static void append(EventsQueue queue, int from, int to) {
        for (int i = from; i < to; i++) {
            queue.append(DocumentType.LOSS, new LossReport(1, i, 0, 0, 0, LossReport.ContainerLosses.NONE, LossReport.QueueLosses.NONE, null));
        }
    }

    private List<Long> delivered() {
        return events.stream().map(event -> ((Event.LossReported) event).report().slotsExhausted()).toList();
    }

    private IngestState poll(IngestState start, int most) {
        Ingest ingest = new Ingest(start, events::add);
        try (QueueReader reader = QueueReader.open(directory)) {
            new EventsPump(reader, ingest, start).poll(most);
        }
        return ingest.state();
    }

    @Test
    void itGoesOnBehindWhatWasReadBefore() {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            append(queue, 0, 5);
            IngestState state = poll(IngestState.BEGINNING, 3);
            assertThat(delivered()).containsExactly(0L, 1L, 2L);
            state = poll(state, 100);
            append(queue, 5, 7);
            state = poll(state, 100);
            assertThat(delivered()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(state.counters().missingDocuments()).isZero();
            assertThat(state.counters().documents()).isEqualTo(7);
        }
    }

    @Test
    void aQueueThatTookThePlaceOfAnotherIsReadFromItsFirstDocument() throws IOException {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            append(queue, 0, 5);
        }
        IngestState state = poll(IngestState.BEGINNING, 100);
        Files.move(directory, home.resolve("other"));
        events.clear();
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            append(queue, 10, 13);
            IngestState next = poll(state, 100);
            assertThat(delivered()).as("fewer documents than were read of the other").containsExactly(10L, 11L, 12L);
            assertThat(next.queue()).isNotEqualTo(state.queue());
            assertThat(next.counters().missingDocuments()).isZero();
            assertThat(poll(next, 100)).as("once").isEqualTo(next);
            events.clear();
            append(queue, 13, 17);
            poll(state, 100);
            assertThat(delivered()).as("as many and more").containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L);
        }
    }

    @Test
    void aStateFromBeforeQueuesHadIdsGoesOn() {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            append(queue, 0, 3);
            IngestState state = poll(IngestState.BEGINNING, 100);
            IngestState earlier = new IngestState(
                    null, state.index(), state.sequence(), state.epoch(), state.ringNext(), state.repeatsPossible(), state.counters(),
                    state.slots(), state.closed(), state.losses());
            append(queue, 3, 5);
            events.clear();
            IngestState next = poll(earlier, 100);
            assertThat(delivered()).containsExactly(3L, 4L);
            assertThat(next.queue()).isEqualTo(state.queue());
            assertThat(next.counters().missingDocuments()).isZero();
        }
    }
}
