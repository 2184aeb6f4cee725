// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the newest message of each key, as it is: a restart fills the store without this. */
final class ReadBack implements Processor<String, byte[], Void, Void> {

    private KeyValueStore<String, byte[]> view;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        view = context.getStateStore(HubTopology.VIEW);
    }

    @Override
    public void process(Record<String, byte[]> message) {
        view.put(message.key(), message.value());
    }
}
