// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two hosts with a network, mounts, a collector, an analyzer and a runtime each, a hub, and a real broker: what one learned and the hub froze holds on the other.
 */
class ClusterIT {

    private static final String WORKLOAD = "cluster-nginx";
    private static final List<String> LEARNED = List.of("/syscalls", "/arguments", "/capabilities", "/runtimes", "/figures/syscallsAllowed");

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aReplicaOnAnotherHostIsJudgedFromItsFirstCallByWhatWasLearnedOnTheFirstAndRunsUnderTheProfileThatIsThereBeforeIt() throws IOException {
        int port = Ports.free();
        try (OtherHost one = new OtherHost(1);
                OtherHost two = new OtherHost(2);
                EmbeddedBroker broker = EmbeddedBroker.start(listeners(one, two));
                Node first = new Node("first", one);
                Node second = new Node("second", two);
                WinnowHub hub = new WinnowHub(broker);
                CProgram intruder = CProgram.intruder();
                Rootfs rootfs = Nginx.rootfs(port).program(intruder.executable(), "/bin/intruder")) {
            hub.service.start();
            first.service.start();
            second.service.start();
            learn(first, rootfs, port);
            await().atMost(Waiting.LIMIT).until(() -> hub.knowsAsMuchAs(first));
            hub.service.cli("freeze", WORKLOAD, "--force").orThrow();

            Path profile = second.directory.resolve("seccomp/winnow/host/" + WORKLOAD + ".json");
            await().atMost(Waiting.LIMIT).until(() -> Files.exists(profile));
            assertThat(second.service.cli("workloads", "-o", "json").orThrow().out()).as("no container of it was ever there").doesNotContain(WORKLOAD);

            judgedFromTheFirstCall(second, rootfs, port);
            runsUnder(profile, second, rootfs, port);
        }
    }

    private static void learn(Node node, Rootfs rootfs, int port) {
        Instant began = Instant.now();
        try (Container container = node.runc.start(WORKLOAD, rootfs, Nginx.spec())) {
            ServerKind.NGINX.serveAndStop(container, port);
        }
        new Baselines(node.service.api()).afterTheEnd(WORKLOAD, began);
    }

    private void judgedFromTheFirstCall(Node node, Rootfs rootfs, int port) {
        try (Container container = node.runc.start(WORKLOAD, rootfs, Nginx.spec())) {
            ServerKind.NGINX.serve(container, port);
            assertThat(container.exec("/bin/intruder", "unshare", "ptrace").orThrow().out()).contains("ptrace: done\n");
            JsonNode finding = await().atMost(Waiting.LIMIT).until(() -> finding(node), Optional::isPresent).orElseThrow();
            assertThat(finding.path("node").asText()).isEqualTo("second");
            assertThat(finding.at("/workload/id").asText()).isEqualTo(WORKLOAD);
            ServerKind.NGINX.stop(container);
        }
        JsonNode workload = node.service.workload(WORKLOAD);
        assertThat(workload.at("/summary/state").asText()).isEqualTo("frozen");
        assertThat(workload.toString()).contains("frozen with");
    }

    private Optional<JsonNode> finding(Node node) throws IOException {
        for (String line : node.service.cli("findings", "-o", "json").orThrow().out().split("\n")) {
            if (line.contains("unshare")) {
                return Optional.of(json.readTree(line));
            }
        }
        return Optional.empty();
    }

    private void runsUnder(Path profile, Node node, Rootfs rootfs, int port) throws IOException {
        OciSpec spec = Nginx.spec();
        OciSpec confined = spec.withSeccomp(DockerSeccomp.toOci(json.readTree(profile.toFile()), new HashSet<>(spec.capabilities())));
        try (Container container = node.runc.start(WORKLOAD, rootfs, confined)) {
            ServerKind.NGINX.serve(container, port);
            assertThat(container.status("Seccomp")).as("filtered").isEqualTo("2");
            assertThat(container.exec("/bin/intruder", "ptrace").orThrow().out()).isEqualTo("ptrace: Operation not permitted\n");
            ServerKind.NGINX.stop(container);
        }
    }

    /** Properties of a broker that also listens on the links to other hosts. */
    private static String listeners(OtherHost... hosts) {
        StringBuilder listeners = new StringBuilder();
        StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        for (OtherHost host : hosts) {
            listeners.append(",%s://%s".formatted(host.name(), host.address()));
            protocols.append(",%s:PLAINTEXT".formatted(host.name()));
        }
        return """
                listeners=PLAINTEXT://127.0.0.1:%%1$d,CONTROLLER://127.0.0.1:%%2$d%1$s
                advertised.listeners=PLAINTEXT://127.0.0.1:%%1$d,CONTROLLER://127.0.0.1:%%2$d%1$s
                listener.security.protocol.map=%2$s
                """.formatted(listeners, protocols);
    }

    /** A host of its own: its collector finds the containers of its runtime alone. */
    private static final class Node implements AutoCloseable {

        private final Path directory;
        private final Runc runc;
        private final WinnowService service;

        Node(String name, OtherHost host) {
            directory = Directories.temporary(name);
            runc = new Runc(directory);
            service = new WinnowService(Host.launcher(), directory, """
                    node: %2$s
                    collector:
                      pins: ""
                      window: 500ms
                      runtimeStates: [%1$s/run/runc]
                    analyzer:
                      checkpoint: 500ms
                      followHub: true
                      profiles: %1$s/seccomp/winnow
                    publish:
                      kafka:
                        bootstrapServers: %3$s
                        learned:
                          enabled: true
                          growth: 200ms
                          counts: 1s
                    """.formatted(OtherHost.ROOT, name, host.address()), "run", host.enter(directory));
        }

        @Override
        public void close() {
            service.close();
            runc.close();
            Directories.delete(directory);
        }
    }

    /** The hub of both. */
    private static final class WinnowHub implements AutoCloseable {

        private final Path directory = Directories.temporary("hub");
        private final WinnowService service;

        WinnowHub(EmbeddedBroker broker) {
            service = new WinnowService(Host.launcher(), directory, """
                    publish:
                      kafka:
                        bootstrapServers: %s
                    hub:
                      every: 200ms
                    """.formatted(broker.bootstrapServers()), "hub", List.of());
        }

        boolean knowsAsMuchAs(Node node) {
            if (service.cli("workloads", WORKLOAD).exit() != 0) {
                return false;
            }
            JsonNode here = service.workload(WORKLOAD);
            JsonNode there = node.service.workload(WORKLOAD);
            return LEARNED.stream().allMatch(part -> here.at(part).equals(there.at(part)));
        }

        @Override
        public void close() {
            service.close();
            Directories.delete(directory);
        }
    }
}
