// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** A sink under the test's control: it can be away, block, confirm at once or later, or fail what it took. */
public final class FakeSink implements Sink {

    private final List<String> arrived = new ArrayList<>();
    private final List<PublishedEvent> events = new ArrayList<>();
    private final List<PublishedEvent> findings = new ArrayList<>();
    private final List<Delivery> taken = new ArrayList<>();
    private boolean away;
    private boolean confirming = true;
    private boolean crashing;
    private Predicate<PublishedEvent> refusing = event -> false;
    private CountDownLatch block = new CountDownLatch(0);
    private int opened;

    public synchronized void away(boolean now) {
        away = now;
    }

    /** The next event meets a mistake in the sink. */
    public synchronized void crashOnce() {
        crashing = true;
    }

    /** Which events are refused for good. */
    public synchronized void refusing(Predicate<PublishedEvent> which) {
        refusing = which;
    }

    /** Whether events are confirmed as they are sent. */
    public synchronized void confirming(boolean now) {
        confirming = now;
    }

    public synchronized CountDownLatch block() {
        block = new CountDownLatch(1);
        return block;
    }

    /** Ids of what is no finding. */
    public synchronized List<String> arrived() {
        return List.copyOf(arrived);
    }

    /** The same, as they are. */
    public synchronized List<PublishedEvent> events() {
        return List.copyOf(events);
    }

    /** Updates of findings. */
    public synchronized List<PublishedEvent> findings() {
        return List.copyOf(findings);
    }

    public synchronized int opened() {
        return opened;
    }

    /** Fails everything that was taken and not confirmed. */
    public synchronized void failTaken() {
        taken.forEach(delivery -> delivery.failed(new SinkException("the test says so")));
        taken.clear();
    }

    @Override
    public synchronized void open() throws SinkException {
        if (away) {
            throw new SinkException("the test's sink is away");
        }
        opened++;
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException, InterruptedException {
        CountDownLatch waitFor;
        synchronized (this) {
            waitFor = block;
        }
        waitFor.await();
        synchronized (this) {
            if (away) {
                throw new SinkException("the test's sink went away");
            }
            if (crashing) {
                crashing = false;
                throw new IllegalStateException("the test's sink has a mistake");
            }
            if (refusing.test(event)) {
                delivery.refused("the test's rule");
                return;
            }
            if (event.stream() == EventStream.FINDINGS) {
                findings.add(event);
            } else {
                arrived.add(event.stream() == EventStream.DEADLETTERS ? "dead " + event.id() : event.id());
            }
            events.add(event);
            if (confirming) {
                delivery.confirmed();
            } else {
                taken.add(delivery);
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close(Duration patience) {}

    @Override
    public String description() {
        return "the test's sink";
    }
}
