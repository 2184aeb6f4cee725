// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import io.winnow.testbed.Container;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server as nearly everybody runs it: under Docker's default profile. It is learned, stable and frozen without a word of force, and runs under the suggested profile,
 * which answers each call as Docker's default and what was learned do together.
 */
@ExtendWith(SharedHost.class)
class LearnedUnderFilterIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LAST_NUMBER = 547;

    @ParameterizedTest(name = "{0}")
    @EnumSource(ServerKind.class)
    void aServerUnderDockersDefaultIsLearnedWholeAndItsProfileAnswersAsBothDo(ServerKind server, Host host) throws Exception {
        String id = "filtered-" + server.name().toLowerCase(Locale.ROOT);
        int port = Ports.free();
        try (Rootfs rootfs = server.rootfs(port)) {
            OciSpec spec = server.spec(port);
            SeccompProfile docker = DockerDefault.resolve(spec.capabilities().stream().map(Capability::valueOf).collect(Collectors.toSet()));
            JsonNode workload = run(host, server, id, rootfs, spec.withSeccomp(JSON.readTree(new ProfileWriter().write(docker))), port);
            assertThat(workload.at("/summary/partial")).as("the filter is known").isEmpty();
            assertThat(workload.path("learnedUnder")).singleElement().extracting(JsonNode::asText).isEqualTo("docker-default");
            assertThat(host.winnow().cli("workloads", id).out()).contains("learned under the seccomp profile:\n  docker-default");

            Suggestion suggestion = Suggestion.of(host.winnow(), id);
            SeccompProfile profile = new ProfileReader().read(suggestion.seccomp().toString().getBytes(StandardCharsets.UTF_8)).template()
                    .resolve(Target.x86(Set.of()));
            assertAnswersAsBoth(profile, docker, names(workload));

            ObjectNode oci = DockerSeccomp.toOci(suggestion.seccomp(), new HashSet<>(suggestion.capabilities()));
            run(host, server, id, rootfs, spec.withSeccomp(oci).withCapabilities(suggestion.capabilities()), port);
        }
    }

    private static JsonNode run(Host host, ServerKind server, String id, Rootfs rootfs, OciSpec spec, int port) {
        Instant began = Instant.now();
        try (Container container = host.runtime("runc").start(id, rootfs, spec)) {
            server.serve(container, port);
            assertThat(container.status("Seccomp")).isEqualTo("2");
            server.stop(container);
        }
        return host.baselines().afterTheEnd(id, began);
    }

    private static void assertAnswersAsBoth(SeccompProfile profile, SeccompProfile docker, Set<String> learned) {
        Evaluator suggested = new Evaluator(profile);
        Evaluator outer = new Evaluator(docker);
        for (int number = 0; number <= LAST_NUMBER; number++) {
            Verdict theirs = outer.evaluate(Abi.X86_64, number);
            Verdict ours = suggested.evaluate(Abi.X86_64, number);
            String name = SyscallTable.name(Abi.X86_64, number).orElse("number " + number);
            if (!theirs.allows()) {
                assertThat(ours.returnValue()).as(name).isEqualTo(theirs.returnValue());
            } else if (learned.contains(name)) {
                assertThat(suggested.mayAllow(Abi.X86_64, number)).as(name).isTrue();
            }
        }
        assertThat(suggested.allowedSyscalls(Abi.X86_64)).isSubsetOf(outer.allowedSyscalls(Abi.X86_64));
    }

    private static Set<String> names(JsonNode workload) {
        return LearnedSetIT.callsOfTheEntrypoint(workload).stream().map(call -> call.name()).collect(Collectors.toSet());
    }
}
