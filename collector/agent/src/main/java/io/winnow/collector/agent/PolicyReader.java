// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.Printable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control queue as the collector sees it: the last policy of each container, and what is to be profiled. All documents are read again at each start, since a
 * policy is state; one outlives its container, which may be started again under the same id. Its writer has less privilege than we: what is malformed is skipped.
 */
final class PolicyReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);
    private static final int MAX_CONTAINERS = 1 << 16;
    private static final int MAX_AT_ONCE = 1000;
    private static final int MAX_NAME = 4096;

    private final Optional<Path> directory;
    private final Map<String, SlotPolicy> byContainer = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SlotPolicy> eldest) {
            return size() > MAX_CONTAINERS;
        }
    };
    private QueueReader reader;
    private String complaint = "";

    /** Takes what is read. */
    interface Listener {

        void onPolicy(String container, SlotPolicy policy);

        void onProfiling(ProfilingRequest request);

        void onAcknowledgement(Acknowledgement acknowledgement);
    }

    PolicyReader(Optional<Path> directory) {
        this.directory = directory;
    }

    Optional<SlotPolicy> of(String container) {
        return Optional.ofNullable(byContainer.get(container));
    }

    /** Reads what has come, up to a bound that keeps the loop going. Returns the number of documents. */
    int poll(Listener listener) {
        int count = 0;
        while (count < MAX_AT_ONCE && connected() && next()) {
            count++;
            try {
                handle(listener);
            } catch (MalformedRecordException e) {
                LOG.warn("control queue {}: document skipped: {}", directory.orElseThrow(), Printable.of(e.getMessage()));
            }
        }
        return count;
    }

    /** Whatever its writer did to the files, it must not end the collector. */
    private boolean next() {
        try {
            return reader.next();
        } catch (MalformedRecordException e) {
            LOG.warn("control queue {}: document skipped: {}", directory.orElseThrow(), Printable.of(e.getMessage()));
            return false; // the next round goes on behind it
        } catch (RuntimeException | InternalError e) {
            complain(e);
            disconnect();
            return false;
        }
    }

    private void handle(Listener listener) {
        DocumentType type = reader.header().type();
        if (type == DocumentType.POLICY) {
            PolicyDocument document = Payloads.decode(reader.payload(), PolicyDocument.class);
            String container = checked(document.container());
            SlotPolicy policy = SlotPolicy.of(document);
            byContainer.remove(container); // the newest goes to the end
            byContainer.put(container, policy);
            listener.onPolicy(container, policy);
        } else if (type == DocumentType.PROFILING) {
            ProfilingRequest request = Payloads.decode(reader.payload(), ProfilingRequest.class);
            checked(request.container());
            checked(request.startedBy());
            checked(request.stoppedBy());
            listener.onProfiling(request);
        } else if (type == DocumentType.ACKNOWLEDGEMENT) {
            listener.onAcknowledgement(Payloads.decode(reader.payload(), Acknowledgement.class));
        }
    }

    private static String checked(String name) {
        if (name.length() > MAX_NAME) {
            throw new MalformedRecordException("a name of " + name.length() + " characters");
        }
        return name;
    }

    /** The analyzer may come later than we, and its queue with it. */
    private boolean connected() {
        if (reader == null && directory.isPresent() && QueueReader.exists(directory.get())) {
            try {
                reader = QueueReader.open(directory.get());
            } catch (RuntimeException | InternalError e) {
                complain(e);
            }
        }
        return reader != null;
    }

    private void complain(Throwable e) {
        if (!complaint.equals(e.toString())) {
            complaint = e.toString();
            LOG.warn("no policies from {}: {}", directory.orElseThrow(), Printable.of(complaint));
        }
    }

    private void disconnect() {
        try {
            reader.close();
        } catch (RuntimeException e) {
            complain(e);
        }
        reader = null;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }
}
