// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Crun;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Strace;
import io.winnow.testbed.TracedCall;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service starts while a runtime has prepared a container and waits for the word to start it. */
class LateIT {
    private static final String WORKLOAD = "late-nginx";

    @ParameterizedTest(name = "under {0}")
    @ValueSource(strings = {"runc", "crun"})
    void whatTheRuntimeStillDoesIsNotTakenForTheWorkload(String runtimeName) {
        Path directory = Directories.temporary("late");
        int port = Ports.free();
        try (OciRuntime runtime = runtimeName.equals("runc") ? new Runc(directory) : new Crun(directory);
                WinnowService winnow = new WinnowService(Host.launcher(), directory, Host.settings(directory))) {
            Baselines baselines = new Baselines(winnow.api());
            Instant began = Instant.now();
            SortedSet<TracedCall> seen;
            try (Rootfs rootfs = Nginx.rootfs(port); Container container = runtime.create(WORKLOAD, rootfs, Nginx.spec())) {
                winnow.start();
                baselines.running(WORKLOAD);
                try (Strace strace = Strace.attach(container)) {
                    container.start();
                    ServerKind.NGINX.serveAndStop(container, port);
                    seen = strace.finish();
                }
            }
            JsonNode workload = baselines.afterTheEnd(WORKLOAD, began);
            assertThat(LearnedSetIT.callsOfTheEntrypoint(workload)).isEqualTo(seen);
            assertThat(workload.at("/summary/partial").toString()).as("it says that it was not there from the start").contains("late");
        } finally {
            Directories.delete(directory);
        }
    }
}
