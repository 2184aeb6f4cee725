// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.queue;

import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;

/** What goes back to the collector. For one thread. */
public interface PolicySender extends AutoCloseable {

    /** Takes a policy; false if it could not be taken now. */
    boolean send(PolicyDocument policy);

    /** Takes a wish to profile a container; false if it could not be taken now. */
    boolean send(ProfilingRequest request);

    /** All events up to this queue index are safe here; false if the acknowledgement could not be written now. */
    boolean acknowledge(long index);

    @Override
    void close();

    /** For a replay: there is no collector. */
    static PolicySender none() {
        return new PolicySender() {
            @Override
            public boolean send(PolicyDocument policy) {
                return true;
            }

            @Override
            public boolean send(ProfilingRequest request) {
                return true;
            }

            @Override
            public boolean acknowledge(long index) {
                return true;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
