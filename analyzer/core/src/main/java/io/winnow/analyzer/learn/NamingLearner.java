// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.SelectedLabels;
import io.winnow.analyzer.workload.Resolution;

/** Learns how sure a workload's name is, and the labels that go with it. */
final class NamingLearner {

    private NamingLearner() {}

    static void learn(Resolution resolution, BaselineBuilder into) {
        switch (resolution.certainty()) {
            case CONFIRMED -> into.raise(SectionKind.OWNER_CONFIRMED);
            case GUESSED -> into.raise(SectionKind.OWNER_GUESSED);
            case STATED, PENDING -> { } // nothing to say
        }
        into.join(SectionKind.LABELS, SelectedLabels.of(resolution.labels()));
    }
}
