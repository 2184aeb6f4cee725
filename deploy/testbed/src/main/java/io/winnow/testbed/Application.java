// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A program of the host's own packages that does the same in each run, so that one run can be compared with another. It either ends by
 * itself, having said what it did, or serves until a signal ends it.
 *
 * @param name     for people, and fit for the name of a container
 * @param kind     what sort of program, in a few words
 * @param rootfs   is closed with this
 * @param spec     unconfined, with Docker's capabilities
 * @param port     of loopback on which it listens; empty if it ends by itself
 * @param signal   that ends it in good order, as {@code TERM}; nothing else would end the first process of a container
 * @param dialogue uses a server that listens, and returns what it answered; throws if it does not answer as it should. Of a
 *                 program that ends by itself: nothing
 */
public record Application(String name, String kind, Rootfs rootfs, OciSpec spec, OptionalInt port, String signal, Supplier<String> dialogue)
        implements AutoCloseable {

    static Application server(String name, String kind, Rootfs rootfs, OciSpec spec, int port, String signal, Supplier<String> dialogue) {
        return new Application(name, kind, rootfs, spec, OptionalInt.of(port), signal, dialogue);
    }

    static Application batch(String name, String kind, Rootfs rootfs, OciSpec spec) {
        return new Application(name, kind, rootfs, spec, OptionalInt.empty(), "TERM", () -> "");
    }

    @Override
    public void close() {
        rootfs.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
