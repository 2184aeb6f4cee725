// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each server is learned once under each runtime, with and without no_new_privs; then it runs under the one profile and the capabilities
 * that Winnow suggests. The profile's default action is made to kill: so a single refused call, of the server or of the runtime behind its
 * own filter, ends the run, and no word of Winnow's is needed to know that there was none.
 */
@ExtendWith(SharedHost.class)
class ProfiledContainerIT {
    private static final List<String> RUNTIMES = List.of("runc", "crun");
    private static final List<Boolean> NO_NEW_PRIVILEGES = List.of(false, true);

    @ParameterizedTest(name = "{0}")
    @EnumSource(ServerKind.class)
    void serverUnderItsSuggestedProfileServesTheSameTrafficWithoutOneRefusal(ServerKind server, Host host) {
        String id = "profiled-" + server.name().toLowerCase(Locale.ROOT);
        int port = Ports.free();
        try (Rootfs rootfs = server.rootfs(port)) {
            OciSpec unconfined = server.spec(port);
            run(host, server, id, rootfs, unconfined, port, false);

            Suggestion suggestion = Suggestion.of(host.winnow(), id);
            assertThat(suggestion.capabilities()).isSubsetOf(unconfined.capabilities());
            ObjectNode killing = DockerSeccomp.toOci(suggestion.seccomp(), new HashSet<>(suggestion.capabilities()));
            assertThat(killing.path("defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
            killing.put("defaultAction", "SCMP_ACT_KILL_PROCESS").remove("defaultErrnoRet");

            run(host, server, id, rootfs, unconfined.withSeccomp(killing).withCapabilities(suggestion.capabilities()), port, true);
        }
    }

    private static void run(Host host, ServerKind server, String id, Rootfs rootfs, OciSpec spec, int port, boolean confined) {
        for (String runtime : RUNTIMES) {
            for (boolean noNewPrivileges : NO_NEW_PRIVILEGES) {
                Instant began = Instant.now();
                try (Container container = host.runtime(runtime).start(id, rootfs, spec.withNoNewPrivileges(noNewPrivileges))) {
                    server.serve(container, port);
                    assertThat(container.status("Seccomp")).isEqualTo(confined ? "2" : "0");
                    assertThat(container.status("NoNewPrivs")).isEqualTo(noNewPrivileges ? "1" : "0");
                    server.stop(container);
                } catch (RuntimeException e) {
                    throw new AssertionError(runtime + " noNewPrivileges=" + noNewPrivileges + " confined=" + confined + ": " + e.getMessage(), e);
                }
                JsonNode workload = host.baselines().afterTheEnd(id, began);
                assertThat(workload.path("runtimes").toString()).contains(runtime);
            }
        }
    }
}
