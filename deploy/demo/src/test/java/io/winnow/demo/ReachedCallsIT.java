// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Redis;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service whose profiles allow what programs can reach: it finds that out from the files of running containers, and every command that advises knows it. */
class ReachedCallsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** It is done when no one else wants the CPU. */
    private static final Duration ANALYSIS = Duration.ofMinutes(6);
    private static final String ID = "reached-redis";

    private Path directory;

    @BeforeEach
    void make() {
        directory = Directories.temporary("reached");
    }

    @AfterEach
    void remove() {
        Directories.delete(directory);
    }

    @Test
    void aProfileAllowsTheHarmlessCallsThatARunningProgramCanMakeAndNoDangerousOne() {
        int port = Ports.free();
        try (WinnowService service = new WinnowService(Host.launcher(), directory, Host.settings(directory) + "advice:\n  tolerance: reach\n").start();
                Runc runc = new Runc(directory);
                Rootfs rootfs = Redis.rootfs();
                Container container = runc.start(ID, rootfs, Redis.spec(port))) {
            Ports.await(port, LIMIT);
            new Baselines(service.api()).running(ID);
            Waiting.until("reach of " + ID, ANALYSIS, () -> profile(service, "reach").contains(quoted("wait4")));
            assertThat(profile(service, "exact")).as("seen").doesNotContain(quoted("wait4"));
            assertThat(profile(service, "reach")).contains(quoted("rename")).doesNotContain(quoted("ptrace"), quoted("mount"), quoted("bpf"));
            assertThat(service.cli("export", ID).orThrow().out()).as("by default").contains(quoted("wait4"));
            assertThat(service.cli("explain", ID, "wait4").orThrow().out()).contains("reached by").contains("libc.so.6");
            assertThat(service.cli("rehearse", ID).out()).contains("reach gap");
            container.stop("KILL");
        }
    }

    private static String profile(WinnowService service, String tolerance) {
        try {
            return service.api().text("/v1/workloads/" + ID + "/profile?format=docker&tolerance=" + tolerance);
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not answer", e);
        }
    }

    private static String quoted(String call) {
        return "\"" + call + "\"";
    }
}
