// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes events as JSON lines (CloudEvents structured mode) to standard output, for what collects the output of services. */
public final class StreamSink implements Sink {

    private final OutputStream out;
    private final CloudEvents events = new CloudEvents();
    private final List<Delivery> unflushed = new ArrayList<>();

    /** @param out stays open */
    public StreamSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void open() {
        // it is
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException {
        try {
            out.write(events.structured(event));
            out.write('\n');
            unflushed.add(delivery);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void flush() throws SinkException {
        try {
            out.flush();
        } catch (IOException e) {
            throw failure(e);
        }
        unflushed.forEach(Delivery::confirmed);
        unflushed.clear();
    }

    @Override
    public void close(Duration patience) {
        unflushed.clear();
    }

    @Override
    public String description() {
        return "standard output";
    }

    private SinkException failure(IOException e) {
        return new SinkException("cannot write " + description() + " (" + IoReason.of(e) + "): check who reads it", e);
    }
}
