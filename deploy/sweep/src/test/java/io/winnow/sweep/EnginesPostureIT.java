// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.DockerEngine;
import io.winnow.testbed.engine.Engine;
import io.winnow.testbed.engine.EngineContainer;
import io.winnow.testbed.engine.PodmanEngine;
import io.winnow.testbed.engine.Users;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What options of a real Docker and a real podman make of a container's posture, and a Docker that takes requests from the network. Needs root and BPF. */
class EnginesPostureIT {
    private static final String IMAGE = "posture:1";
    private static final String LABEL = "io.winnow.workload=";
    private static final List<String> HARDENED = List.of(
            "--user", "33", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only", "--cgroupns", "private");
    /** An option that takes one thing back, and the rule that it breaks. */
    private static final Map<String, String> OPTIONS = new TreeMap<>(Map.of(
            "--privileged", "privileged",
            "--cap-add SYS_ADMIN", "capability-added",
            "--security-opt seccomp=unconfined", "seccomp",
            "--pid host", "host-pid",
            "--ipc host", "host-ipc",
            "--uts host", "host-uts",
            "--volume /etc:/host:ro", "host-path",
            "--volume /run:/host:ro", "runtime-socket",
            "--device /dev/null:/dev/other", "device",
            "--cgroupns host", "host-cgroup"));
    /** Enough to see that its configurations are read as Docker's are. */
    private static final Set<String> OF_PODMAN = Set.of("--privileged", "--pid host", "--ipc host", "--security-opt seccomp=unconfined");

    private final Path directory = Directories.temporary("engines-posture");
    private final Rootfs rootfs = Rootfs.create().programs("/bin/sleep").directory("/host", "rwxr-xr-x");
    private final List<Engine> engines = new ArrayList<>();
    private final Deque<EngineContainer> containers = new ArrayDeque<>();
    private final Map<String, List<String>> expected = new TreeMap<>();
    private WinnowService service;

    @AfterEach
    void close() {
        containers.forEach(EngineContainer::close);
        if (service != null) {
            service.close();
        }
        engines.forEach(Engine::close);
        rootfs.close();
        Directories.delete(directory);
    }

    private void run(Engine engine, String name, List<String> options, String... rules) {
        String workload = engine.name() + "-" + name;
        List<String> all = new ArrayList<>(engine.labelled(LABEL + workload));
        all.addAll(options);
        EngineContainer container = engine.create(workload, all, IMAGE, List.of("sleep", "60"));
        containers.push(container);
        container.start().orThrow();
        expected.put(workload, List.of(rules));
    }

    private static List<String> with(String option) {
        List<String> options = new ArrayList<>(HARDENED);
        options.addAll(List.of(option.split(" ")));
        return options;
    }

    @Test
    void anOptionThatTakesSomethingBackIsOneFinding() throws IOException {
        int port = Ports.free();
        engines.add(DockerEngine.start(Users.SAME, "--host", "tcp://127.0.0.1:" + port, "--tls=false"));
        engines.add(PodmanEngine.start(Users.SAME));
        engines.forEach(engine -> engine.importImage(rootfs, IMAGE));
        service = new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), directory, SweepSettings.of(engines)).start();
        for (Engine engine : engines) {
            run(engine, "hardened", HARDENED);
            OPTIONS.entrySet().stream().filter(option -> engine instanceof DockerEngine || OF_PODMAN.contains(option.getKey()))
                    .forEach(option -> run(engine, option.getKey().replaceAll("[^a-zA-Z]+", "-"), with(option.getKey()), option.getValue()));
        }
        Map<String, List<String>> found = new TreeMap<>();
        Waiting.holds(Waiting.LIMIT, () -> {
            found.clear();
            posture().path("workloads").forEach(workload -> found.put(workload.path("workload").asText().replaceFirst("@.*", ""), rules(workload)));
            found.keySet().removeIf(name -> engines.stream().noneMatch(engine -> name.startsWith(engine.name() + "-"))); // another engine may run here
            return found.equals(expected);
        });
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(posture().at("/host/findings")).anySatisfy(finding -> {
            assertThat(finding.path("rule").asText()).isEqualTo("engine-tcp");
            assertThat(finding.path("evidence").asText()).isEqualTo("docker at 127.0.0.1:" + port + ", for every client");
        });
    }

    private JsonNode posture() {
        try {
            return service.api().get("/v1/posture");
        } catch (IOException e) {
            throw new IllegalStateException("the service does not answer", e);
        }
    }

    private static List<String> rules(JsonNode workload) {
        return workload.path("findings").findValuesAsText("rule").stream().distinct().sorted().toList();
    }
}
