// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.LossReport.ContainerLosses;
import io.winnow.collector.record.DocumentType;
import org.junit.jupiter.api.Test;

/** Counters over restarts of both sides. */
class LossesTest {

    private final RecordedQueue queue = new RecordedQueue();

    private static LossReport report(long slotsExhausted, long nameless) {
        return new LossReport(RecordedQueue.EPOCH, slotsExhausted, 0, 0, 0, new ContainerLosses(nameless, 0), null, null);
    }

    @Test
    void countersGoOnOverRestartsOfTheCollectorAndOfTheAnalyzer() {
        queue.session().json(DocumentType.LOSS, report(3, 10)).json(DocumentType.LOSS, report(4, 12));
        queue.session(RecordedQueue.EPOCH, true).json(DocumentType.LOSS, report(4, 0)).json(DocumentType.LOSS, report(5, 20));
        queue.session(RecordedQueue.EPOCH + 1, false).json(DocumentType.LOSS, report(2, 1));
        IngestState state = IngestState.BEGINNING;
        for (int i = 0; i < queue.size(); i++) { // the analyzer starts again behind each document
            Ingest ingest = new Ingest(state, event -> {});
            long before = ingest.lossesByReason().get("containers/nameless");
            queue.replay(ingest, i, i + 1);
            assertThat(ingest.lossesByReason().get("containers/nameless")).isGreaterThanOrEqualTo(before);
            state = ingest.state();
        }
        assertThat(new Ingest(state, event -> {}).lossesByReason())
                .containsEntry("containers/nameless", 12L + 20 + 1)
                .containsEntry("kernel/slots-exhausted", 5L + 2)
                .containsEntry("queue/refused-documents", 0L);
    }
}
