// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.RawCall;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Strace;
import io.winnow.testbed.Waiting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Winnow and strace watch the same run: the values of the arguments that a profile may depend on are the same, in both directions. */
@ExtendWith(SharedHost.class)
class LearnedArgumentsIT {
    /** Which arguments: said here again, in other words than the tracer's table. */
    private static final Map<String, List<Integer>> KEPT = Map.ofEntries(
            Map.entry("bpf", List.of(0)), Map.entry("clone", List.of(0)), Map.entry("ioctl", List.of(1)), Map.entry("keyctl", List.of(0)),
            Map.entry("personality", List.of(0)), Map.entry("prctl", List.of(0)), Map.entry("ptrace", List.of(0)),
            Map.entry("setns", List.of(1)), Map.entry("socket", List.of(0, 1)), Map.entry("socketpair", List.of(0)),
            Map.entry("unshare", List.of(0)));
    private static final List<String> KEPT_IF_EXECUTABLE = List.of("mmap", "mprotect");
    private static final int PROT_EXEC = 4;

    @ParameterizedTest(name = "{0}")
    @EnumSource(ServerKind.class)
    void argumentsOfAServerAreWhatStraceSees(ServerKind server, Host host) {
        String id = "arguments-" + server.name().toLowerCase(Locale.ROOT);
        int port = Ports.free();
        try (Rootfs rootfs = server.rootfs(port);
                Container container = host.runtime("runc").create(id, rootfs, server.spec(port));
                Strace strace = Strace.attach(container)) {
            container.start();
            server.serveAndStop(container, port);
            assertSame(host, id, strace.finishWithArguments());
        }
    }

    @Test
    void argumentsThatNoServerUsesAreWhatStraceSees(Host host) {
        String id = "arguments-odd";
        try (Rootfs rootfs = Exerciser.rootfs();
                Container container = host.runtime("runc").create(id, rootfs, OciSpec.of(Exerciser.PROGRAM, "steps", "1"));
                Strace strace = Strace.attach(container)) {
            container.start();
            await().atMost(Waiting.LIMIT).until(() -> container.output().endsWith("done\n"));
            container.stop("KILL");
            List<RawCall> calls = strace.finishWithArguments();
            assertThat(values(calls)).contains("bpf/0 ffffffffffffffff", "keyctl/0 ffffffffffffffff", "socket/0 ffffffffffffffff");
            assertSame(host, id, calls);
        }
    }

    private static void assertSame(Host host, String id, List<RawCall> calls) {
        SortedSet<String> seen = values(calls);
        assertThat(seen).isNotEmpty();
        await().atMost(Waiting.LIMIT).untilAsserted(() -> assertThat(values(host.winnow().baseline(id))).isEqualTo(seen));
    }

    private static SortedSet<String> values(List<RawCall> calls) {
        SortedSet<String> values = new TreeSet<>();
        for (RawCall raw : calls) {
            String name = raw.call().name();
            List<Long> arguments = raw.arguments();
            KEPT.getOrDefault(name, List.of()).forEach(index -> values.add(value(name, index, arguments.get(index))));
            if (name.equals("setsockopt")) {
                values.add(value(name, 1, arguments.get(1) << 32 | arguments.get(2) & 0xffff_ffffL));
            }
            if (KEPT_IF_EXECUTABLE.contains(name) && (arguments.get(2) & PROT_EXEC) != 0) {
                values.add(value(name, 2, arguments.get(2)));
            }
        }
        return values;
    }

    private static SortedSet<String> values(JsonNode baseline) {
        SortedSet<String> values = new TreeSet<>();
        for (JsonNode item : baseline.path("items")) {
            boolean ofEntrypoint = List.of("start", "serve").contains(item.path("stage").asText());
            if (item.path("kind").asText().equals("argument") && ofEntrypoint && item.path("arg").asInt() < 6) {
                values.add(value(item.path("syscall").asText(), item.path("arg").asInt(),
                        Long.parseUnsignedLong(item.path("detail").asText("0"), 16)));
            }
        }
        return values;
    }

    private static String value(String call, int argument, long value) {
        return call + "/" + argument + " " + Long.toHexString(value);
    }
}
