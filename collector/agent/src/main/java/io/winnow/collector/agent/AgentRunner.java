// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.tracer.Tracer;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agent on a thread of its own. It waits between rounds, for the kernel's word or for a time: a consumer that spins slows the
 * very workloads that it observes.
 */
final class AgentRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentRunner.class);
    private static final int IDLE_MILLIS = 50;
    private static final int EAGER_MILLIS = 2;
    private static final long MIN_ROUND_NANOS = 1_000_000;

    private final CollectorAgent agent;
    private final Tracer tracer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Throwable failure;

    AgentRunner(CollectorAgent agent, Tracer tracer) {
        this.agent = agent;
        this.tracer = tracer;
        this.thread = new Thread(this::run, "winnow-collector");
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (running) {
                long begin = System.nanoTime();
                if (agent.doWork() == 0) {
                    tracer.awaitUrgent(agent.eager() ? EAGER_MILLIS : IDLE_MILLIS);
                }
                long rest = MIN_ROUND_NANOS - (System.nanoTime() - begin);
                if (rest > 0) {
                    LockSupport.parkNanos(rest);
                }
            }
            agent.close();
        } catch (RuntimeException | Error e) {
            LOG.error("the collector stops: {}", e.getMessage(), e);
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    /** Why the loop ended by itself. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Lets the agent finish its work and waits for it. */
    @Override
    public void close() {
        running = false;
        boolean interrupted = false;
        while (true) {
            try {
                if (ended.await(1, TimeUnit.MINUTES)) {
                    break;
                }
                LOG.warn("the collector is still finishing");
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
