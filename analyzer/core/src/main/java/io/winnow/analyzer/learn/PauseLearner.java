// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.workload.PauseContainers;
import io.winnow.collector.document.ContainerMetadata;

/** Learns that a container only holds the namespaces of a pod. */
final class PauseLearner implements BaselineLearner {

    @Override
    public void container(ContainerMetadata container, BaselineBuilder into) {
        if (PauseContainers.contain(container)) {
            into.raise(SectionKind.PAUSE);
        }
    }
}
