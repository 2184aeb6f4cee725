// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.collector.document.ContainerMetadata;

/** Learns what a container was granted, and the runtime that it was started by. */
final class GrantLearner implements BaselineLearner {

    @Override
    public void container(ContainerMetadata container, BaselineBuilder into) {
        into.grants(container.grants()).newest(container);
        if (!container.runtime().name().isEmpty()) {
            into.runtime(RuntimeCallsKey.of(container));
        }
    }
}
