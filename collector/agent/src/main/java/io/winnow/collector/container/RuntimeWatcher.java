// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that reads what runtimes write as soon as they do. */
final class RuntimeWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeWatcher.class);
    private static final Duration WAIT = Duration.ofMillis(500);

    private final RuntimeStates states;
    private final Thread thread;
    private volatile boolean running = true;

    RuntimeWatcher(RuntimeStates states) {
        this.states = states;
        this.thread = new Thread(this::run, "winnow-runtimes");
        thread.setDaemon(true);
    }

    void start() {
        states.update(); // the kernel reports nothing before there are watches
        thread.start();
    }

    private void run() {
        try {
            if (!RealTime.enter()) {
                LOG.info("very short-lived containers may be missed while the CPUs are busy: real-time priority is not allowed: LimitRTPRIO=1, or CAP_SYS_NICE");
            }
            while (running) {
                states.awaitUpdate(WAIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("very short-lived containers may be missed from now on: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
