// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.Container;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Redis;
import io.winnow.testbed.Rootfs;
import java.time.Duration;

/** The servers that tests run: the same traffic for the same server, always. */
enum ServerKind {
    NGINX("QUIT") {
        @Override
        Rootfs rootfs(int port) {
            return Nginx.rootfs(port);
        }

        @Override
        OciSpec spec(int port) {
            return Nginx.spec();
        }

        @Override
        void traffic(int port) {
            Nginx.traffic(port);
        }
    },
    REDIS("TERM") {
        @Override
        Rootfs rootfs(int port) {
            return Redis.rootfs();
        }

        @Override
        OciSpec spec(int port) {
            return Redis.spec(port);
        }

        @Override
        void traffic(int port) {
            Redis.traffic(port);
        }
    };

    private final String stopSignal;

    ServerKind(String stopSignal) {
        this.stopSignal = stopSignal;
    }

    abstract Rootfs rootfs(int port);

    abstract OciSpec spec(int port);

    abstract void traffic(int port);

    /** Lets a started server serve its traffic and end in good order. */
    void serveAndStop(Container container, int port) {
        serve(container, port);
        stop(container);
    }

    /**
     * Ends it in good order.
     *
     * @throws IllegalStateException if it had ended before by itself
     */
    void stop(Container container) {
        if (!container.running()) {
            throw new IllegalStateException(this + " has ended by itself; its output: " + container.output());
        }
        container.stop(stopSignal);
    }

    /** Lets a started server serve its traffic. @throws IllegalStateException if it does not, with what the server said */
    void serve(Container container, int port) {
        try {
            Ports.await(port, Duration.ofSeconds(10));
            traffic(port);
        } catch (RuntimeException e) {
            throw new IllegalStateException(this + " does not serve: " + e.getMessage() + "; its output: " + container.output(), e);
        }
    }
}
