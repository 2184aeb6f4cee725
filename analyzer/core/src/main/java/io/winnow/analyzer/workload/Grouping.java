// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;
import java.util.Set;

/** Which containers are replicas of one workload, and share a baseline. */
public enum Grouping implements WorkloadResolver {
    /** Those that an orchestrator, or their annotation, says are of one workload: {@link PodNames}, {@link WorkloadNames}. */
    WORKLOAD,
    /** Those of one image, whatever they are for: each user who may run it writes into its baseline. Without an image as {@link #WORKLOAD}. */
    IMAGE;

    private static final PodNames PODS = new PodNames("", Set.of());

    /** What the container itself says has to be enough. */
    @Override
    public Resolution resolve(ContainerMetadata container) {
        return resolve(container, PODS::guess);
    }

    /** @param pods names the containers of pods */
    public Resolution resolve(ContainerMetadata container, PodResolver pods) {
        if (this == IMAGE && !container.image().isEmpty()) {
            return Resolution.known(new WorkloadId(PlainText.of(WorkloadNames.ofUser(container) + container.image()), PlainText.of(container.imageDigest())));
        }
        if (container.user().isPresent()) {
            return Resolution.known(WorkloadNames.of(container)); // no user's own container is one of the cluster's
        }
        return PodContainer.of(container).map(pod -> pods.resolve(pod, container)).orElseGet(() -> Resolution.known(WorkloadNames.of(container)));
    }
}
