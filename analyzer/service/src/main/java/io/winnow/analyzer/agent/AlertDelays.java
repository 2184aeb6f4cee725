// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.metric.Delays;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How long alerts take on each hop between what a container did and the confirmation of its violation. For one thread. */
final class AlertDelays {

    private final Delays ring = new Delays("ring");
    private final Delays queue = new Delays("queue");
    private final Delays judgement = new Delays("judgement");
    private final Publisher publisher;
    private long readAt;

    /** @param publisher knows the last hops */
    AlertDelays(Publisher publisher) {
        this.publisher = publisher;
    }

    /** A document is about to be read. */
    void reading() {
        readAt = now();
    }

    /**
     * A violation is about to be published. All times are wall time in nanoseconds since 1970.
     *
     * @param happened as the kernel has it
     * @param written when the collector appended it to the queue
     */
    void judged(long happened, long written) {
        ring.observe(written - happened);
        queue.observe(readAt - written);
        judgement.observe(now() - readAt);
    }

    /** In the order of the hops. */
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(ring.sample(), queue.sample(), judgement.sample()));
        samples.addAll(publisher.delays());
        return samples;
    }

    private static long now() {
        return WallTime.nanos(Instant.now());
    }
}
