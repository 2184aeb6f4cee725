// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Container;
import io.winnow.testbed.Crun;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Strace;
import io.winnow.testbed.StraceCall;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was there before the service: a container that waits for the word to start, and a cgroup that waits for its container. */
class LateIT {
    private static final String WORKLOAD = "late-nginx";
    private static final String AHEAD = "ahead-nginx";

    @ParameterizedTest(name = "under {0}")
    @ValueSource(strings = {"runc", "crun"})
    void whatTheRuntimeStillDoesIsNotTakenForTheWorkload(String runtimeName) {
        Path directory = Directories.temporary("late");
        int port = Ports.free();
        try (OciRuntime runtime = runtime(runtimeName, directory);
                WinnowService winnow = new WinnowService(Host.launcher(), directory, Host.settings(directory))) {
            Baselines baselines = new Baselines(winnow.api());
            Instant began = Instant.now();
            SortedSet<StraceCall> seen;
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

    @ParameterizedTest(name = "under {0}")
    @ValueSource(strings = {"runc", "crun"})
    void aContainerInACgroupFromBeforeTheServiceIsSeenFromItsFirstCall(String runtimeName) {
        Path directory = Directories.temporary("ahead");
        int port = Ports.free();
        try (OciRuntime runtime = runtime(runtimeName, directory);
                Cgroup ahead = Cgroup.create(AHEAD);
                WinnowService winnow = new WinnowService(Host.launcher(), directory, Host.settings(directory))) {
            winnow.start();
            Instant began = Instant.now();
            SortedSet<StraceCall> seen;
            try (Rootfs rootfs = Nginx.rootfs(port);
                    Container container = runtime.create(AHEAD, rootfs, Nginx.spec());
                    Strace strace = Strace.attach(container)) {
                assertThat(container.cgroup().path()).isEqualTo(ahead.path());
                container.start();
                ServerKind.NGINX.serveAndStop(container, port);
                seen = strace.finish();
            }
            JsonNode workload = new Baselines(winnow.api()).afterTheEnd(AHEAD, began);
            assertThat(LearnedSetIT.callsOfTheEntrypoint(workload)).isEqualTo(seen);
            assertThat(workload.at("/summary/partial")).as("nothing missed").isEmpty();
        } finally {
            Directories.delete(directory);
        }
    }

    private static OciRuntime runtime(String name, Path directory) {
        return name.equals("runc") ? new Runc(directory) : new Crun(directory);
    }
}
