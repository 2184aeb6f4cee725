// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.ingest.IngestState;

/** Up to where the queue is contained in the stored baselines, and what is needed to go on from there. */
public record Checkpoint(IngestState ingest, LearnerState learner) {

    static final Checkpoint BEGINNING = new Checkpoint(IngestState.BEGINNING, LearnerState.NEW);
}
