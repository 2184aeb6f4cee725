// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import java.util.List;
import java.util.function.Consumer;

/**
 * A server that is learned with a short load, and its rare paths.
 *
 * @param name   also part of the container's name
 * @param rootfs is closed with this
 * @param spec   unconfined, with Docker's capabilities
 * @param port   of loopback on which it listens
 * @param load   what it usually does, once; fails if it is not answered
 * @param containers  of each container that is driven through rare paths, in order; the last of each may end it
 */
record RareProgram(String name, Rootfs rootfs, OciSpec spec, int port, Consumer<RareRun> load, List<List<RarePath>> containers) implements AutoCloseable {

    @Override
    public void close() {
        rootfs.close();
    }
}
