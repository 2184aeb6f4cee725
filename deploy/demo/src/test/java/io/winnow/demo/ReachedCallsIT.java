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
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service whose profiles allow what programs can reach: it finds that out from the files of running containers, and every command that advises knows it. */
class ReachedCallsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
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
            Waiting.until("reach of " + ID, LIMIT, () -> service.cli("rehearse", ID).out().contains("reach gap"));
            assertThat(profile(service, "exact")).as("seen").doesNotContain(quoted("wait4"));
            assertThat(profile(service, "reach")).contains(quoted("wait4")).contains(quoted("rename")).doesNotContain(quoted("ptrace"), quoted("mount"), quoted("bpf"));
            assertThat(service.cli("export", ID).orThrow().out()).as("by default").contains(quoted("wait4"));
            assertThat(service.cli("explain", ID, "wait4").orThrow().out()).contains("reached by").contains("libc.so.6");
            assertThat(service.cli("explain", ID, "--risk").orThrow().out()).contains("reach");
            container.stop("KILL");
        }
    }

    private static String profile(WinnowService service, String tolerance) {
        return service.cli("export", ID, "--tolerance", tolerance).orThrow().out();
    }

    private static String quoted(String call) {
        return "\"" + call + "\"";
    }
}
