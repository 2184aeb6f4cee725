// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.workload.WorkloadId;
import java.util.List;
import java.util.stream.Collectors;

/** A baseline is not ready to be frozen. The message lists what is missing, and what to do. */
public final class NotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotReadyException(WorkloadId id, List<FreezeReadiness.Gap> gaps) {
        super("workload " + id + " is not ready to be frozen: " + gaps.stream().map(FreezeReadiness.Gap::sentence).collect(Collectors.joining("; "))
                + ". Let it learn on, or freeze it all the same with --force");
    }
}
