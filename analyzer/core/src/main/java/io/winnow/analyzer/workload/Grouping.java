// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;

/** Which containers are replicas of one workload, and share a baseline. */
public enum Grouping implements WorkloadResolver {
    /** Those that an orchestrator, or their annotation, says are of one workload: {@link WorkloadNames}. */
    WORKLOAD,
    /** Those of one image, whatever they are for: each user who may run it writes into its baseline. Without an image as {@link #WORKLOAD}. */
    IMAGE;

    /** What the container itself says is enough: it is always known. */
    @Override
    public Resolution resolve(ContainerMetadata container) {
        return Resolution.known(workloadOf(container));
    }

    public WorkloadId workloadOf(ContainerMetadata container) {
        return this == IMAGE && !container.image().isEmpty()
                ? new WorkloadId(PlainText.of(container.image()), PlainText.of(container.imageDigest()))
                : WorkloadNames.of(container);
    }
}
