// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Ia32;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Strace;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Waiting;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Winnow and strace watch the same run of the same container, so that nothing depends on timing: what one saw, the other must have
 * seen, by ABI and name.
 */
@ExtendWith(SharedHost.class)
class LearnedSetIT {
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({"NGINX,runc", "REDIS,runc", "NGINX,crun", "REDIS,crun"})
    void learnedSetIsExactlyWhatStraceSeesAfterTheEntrypointsExec(ServerKind server, String runtime, Host host) {
        String id = "learned-" + server.name().toLowerCase(Locale.ROOT) + "-" + runtime;
        int port = Ports.free();
        Instant began = Instant.now();
        SortedSet<StraceCall> seen;
        try (Rootfs rootfs = server.rootfs(port);
                Container container = host.runtime(runtime).create(id, rootfs, server.spec(port));
                Strace strace = Strace.attach(container)) {
            container.start();
            server.serveAndStop(container, port);
            seen = strace.finish();
        }
        JsonNode workload = host.baselines().afterTheEnd(id, began);
        assertSame(callsOfTheEntrypoint(workload), seen);
        assertThat(workload.at("/summary/partial")).as("nothing missed").isEmpty();
    }

    @ParameterizedTest(name = "under {0}")
    @CsvSource({"runc", "crun"})
    void callsOfOtherAbisAreLearnedUnderTheirOwnNames(String runtime, Host host) {
        String id = "learned-abi-" + runtime;
        Instant began = Instant.now();
        SortedSet<StraceCall> seen;
        try (CProgram intruder = CProgram.intruder();
                Rootfs rootfs = Rootfs.create().program(intruder.executable(), "/bin/intruder");
                Container container = host.runtime(runtime).create(id, rootfs, OciSpec.of("/bin/intruder", "int80", "unshare"));
                Strace strace = Strace.attach(container)) {
            container.start();
            container.awaitEnd(Waiting.LIMIT);
            seen = strace.finish();
        }
        assertThat(seen.contains(new StraceCall("i386", "getpid"))).isEqualTo(Ia32.emulated());
        assertSame(callsOfTheEntrypoint(host.baselines().afterTheEnd(id, began)), seen);
    }

    private static void assertSame(SortedSet<StraceCall> learned, SortedSet<StraceCall> seen) {
        assertThat(without(learned, seen)).as("learned, but not seen by strace").isEmpty();
        assertThat(without(seen, learned)).as("seen by strace, but not learned").isEmpty();
    }

    private static SortedSet<StraceCall> without(SortedSet<StraceCall> all, SortedSet<StraceCall> those) {
        SortedSet<StraceCall> rest = new TreeSet<>(all);
        rest.removeAll(those);
        return rest;
    }

    /** The union of the stages start and serve. */
    static SortedSet<StraceCall> callsOfTheEntrypoint(JsonNode workload) {
        SortedSet<StraceCall> calls = new TreeSet<>();
        workload.path("syscalls").properties().forEach(entry -> {
            String[] where = entry.getKey().split("/");
            if (where[0].equals("start") || where[0].equals("serve")) {
                entry.getValue().forEach(name -> calls.add(new StraceCall(where[1], name.asText())));
            }
        });
        return calls;
    }
}
