// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.ingest.IngestState;

/** Up to where the queue is contained in the stored baselines, and what is needed to go on from there. */
public record Checkpoint(IngestState ingest, LearnerState learner) {

    public static final Checkpoint BEGINNING = new Checkpoint(IngestState.BEGINNING, LearnerState.NEW);
}
