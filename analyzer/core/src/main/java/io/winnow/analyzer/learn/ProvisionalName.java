// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerMetadata;

/**
 * A provisional name of a workload.
 *
 * @param container to ask the resolver about
 */
public record ProvisionalName(WorkloadId id, ContainerMetadata container) {}
