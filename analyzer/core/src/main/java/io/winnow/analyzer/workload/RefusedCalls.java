// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;

/** Takes calls that seccomp refused in containers, each once a container. It must not wait. */
@FunctionalInterface
public interface RefusedCalls {

    /** Nothing becomes of them. */
    RefusedCalls IGNORED = (container, call) -> {};

    void refused(ContainerMetadata container, RefusedCall call);
}
