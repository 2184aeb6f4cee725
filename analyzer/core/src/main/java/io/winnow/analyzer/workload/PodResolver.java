// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;

/** Says which workload a pod's container is a replica of. As {@link WorkloadResolver}, it answers at once. */
@FunctionalInterface
public interface PodResolver {

    Resolution resolve(PodContainer container, ContainerMetadata metadata);
}
