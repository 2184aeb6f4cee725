// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;

/** Takes everything and forgets it: for a replay that is only to learn. */
public final class DiscardingSink implements Sink {

    @Override
    public void open() {
        // always there
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) {
        delivery.confirmed();
    }

    @Override
    public void flush() {
        // nothing waits
    }

    @Override
    public void close(Duration patience) {
        // nothing is open
    }

    @Override
    public String description() {
        return "nowhere";
    }
}
