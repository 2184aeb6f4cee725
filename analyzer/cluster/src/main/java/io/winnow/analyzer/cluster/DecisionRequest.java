// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;

/** A decision that hubs are asked to make: one of the documents that nodes report in, with that decision and the items that it is about. */
final class DecisionRequest {

    private static final DocumentMapper DOCUMENTS = new DocumentMapper();

    private DecisionRequest() {}

    static byte[] write(String cluster, WorkloadId id, Decision decision, Baseline about) {
        Workload asked = new Workload(id, BaselineState.LEARNING, about, Baseline.EMPTY, 0, List.of(decision));
        return DOCUMENTS.write(Shared.baseline(cluster, Shared.HUB, asked, RuntimeCallSets.EMPTY, Reporters.NONE.sole(), 0, 1, about, Baseline.EMPTY));
    }

    /** @throws IllegalArgumentException if it is none; the message says why, as plain text */
    static Shared read(byte[] message) {
        Shared asked = Shared.read(message == null ? new byte[0] : message);
        if (asked.decisions().size() != 1) {
            throw new IllegalArgumentException("it has " + asked.decisions().size() + " decisions");
        }
        return asked;
    }
}
