// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import java.io.IOException;
import java.util.Set;

/** Where the profiles of frozen workloads are kept as objects: an API server. */
public interface ProfileObjects {

    /**
     * Makes the object of a workload, or makes it what it is to be.
     *
     * @param workload its name, in all its versions
     * @param document the object in YAML, as it is exported
     * @throws IOException if the server does not take it; the message says why
     */
    void apply(String workload, String document) throws IOException;

    /**
     * Removes the objects of this program that are of no such workload.
     *
     * @throws IOException if the server does not let it; the message says why
     */
    void retain(Set<String> workloads) throws IOException;
}
