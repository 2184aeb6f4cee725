// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerMetadata;

/**
 * Says which workload a container is a replica of. It answers at once, from what it knows by then: if another party has still to be asked, the answer
 * is {@linkplain Resolution#pending pending}, and it is asked again for the same container until it knows.
 */
@FunctionalInterface
public interface WorkloadResolver {

    Resolution resolve(ContainerMetadata container);

    /** Another number whenever it may know more than before: guesses are worth asking about again. */
    default long revision() {
        return 0;
    }
}
