// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.composition.LibseccompLibrary;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.analyzer.seccomp.Verdict;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.DockerEngine;
import io.winnow.testbed.engine.EngineContainer;
import io.winnow.testbed.engine.Users;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program as nearly everybody runs it: started by a real dockerd, under Docker's default profile. Needs root and BPF. */
class DockerDefaultIT {
    private static final int LAST_NUMBER = 547;
    /** uretprobe and uprobe, which newer kernels let through without asking the filter (kernel/seccomp.c, seccomp_uprobe_exception). */
    private static final Set<Integer> NOT_ASKED = Set.of(335, 336);
    private static final int REPLICAS = 4;
    /** How the reasons begin for which a call is tolerated: it is a sibling, or another C library makes it. */
    private static final List<String> TOLERATED = List.of("the same work as ", "a program that does ");
    private static final String IMAGE = "under-default:1";
    private static final String NAME = "under-default";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path directory = Directories.temporary("docker-default");
    private CProgram caller;
    private Rootfs rootfs;
    private DockerEngine docker;
    private WinnowService service;

    @BeforeEach
    void start() {
        caller = CProgram.compile("caller", Text.resource(DockerDefaultIT.class, "caller.c"));
        rootfs = Rootfs.create().program(caller.executable(), "/caller");
        docker = DockerEngine.start(Users.SAME);
        docker.importImage(rootfs, IMAGE);
        service = new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), directory, SweepSettings.of(List.of(docker)) + """
                  freeze:
                    leastAge: 1s
                """).start();
    }

    @AfterEach
    void close() {
        if (service != null) {
            service.close();
        }
        if (docker != null) {
            docker.close();
        }
        rootfs.close();
        caller.close();
        Directories.delete(directory);
    }

    /** And threads still start: clone3 is answered with ENOSYS, so that the C library takes clone. */
    @Test
    void underTheSuggestedProfileEachCallIsAnsweredAsByDockersDefaultAndByWhatWasLearned() throws IOException {
        SeccompProfile ofDocker = learn();
        JsonNode workload = service.api().workload(id());
        assertThat(workload.path("learnedUnder")).singleElement().extracting(JsonNode::asText).isEqualTo("docker-default");
        service.cli("freeze", id()).orThrow();
        assertThat(summary().path("state").asText()).isEqualTo("frozen");
        Path file = directory.resolve("profile.json");
        SeccompProfile suggested = export(file, "siblings");
        SeccompProfile exact = export(directory.resolve("exact.json"), "exact");

        Map<String, List<String>> reasons = reasons();
        assertThat(reasons.keySet()).as("what was learned").containsAll(learned(workload, ofDocker));
        answersAsBoth(loaded(suggested), loaded(ofDocker), reasons.keySet());
        reasons.values().removeIf(each -> each.stream().allMatch(reason -> TOLERATED.stream().anyMatch(reason::startsWith)));
        answersAsBoth(loaded(exact), loaded(ofDocker), reasons.keySet());
        Map<Integer, Integer> byDefault = refusals("default", loaded(ofDocker), List.of());
        Map<Integer, Integer> bySuggested = refusals("suggested", loaded(suggested), List.of("--security-opt", "seccomp=" + file));
        assertThat(bySuggested).as("what Docker's default refuses").containsAllEntriesOf(byDefault).hasSizeGreaterThan(byDefault.size() + 100)
                .containsEntry(number("clone3"), Errno.ENOSYS).containsEntry(number("process_madvise"), Errno.EPERM);
        runsUnder(file);
    }

    /** Replicas until the baseline is stable. @return the profile that dockerd gave the first */
    private SeccompProfile learn() throws IOException {
        List<EngineContainer> replicas = new ArrayList<>();
        try {
            for (int i = 0; i < REPLICAS; i++) {
                replicas.add(docker.create("learned-" + i, docker.labelled("io.winnow.workload=" + NAME), IMAGE, List.of("/caller")));
                replicas.get(i).start().orThrow();
            }
            Waiting.until("stable baseline: " + NAME, LIMIT, () -> summary().path("state").asText().equals("stable"));
            JsonNode seccomp = new ObjectMapper().readTree(bundle(replicas.get(0)).resolve("config.json").toFile()).at("/linux/seccomp");
            return new ProfileReader().read(seccomp.toString().getBytes(StandardCharsets.UTF_8)).template().resolve(Target.x86(Set.of()));
        } finally {
            replicas.forEach(EngineContainer::close);
        }
    }

    private Path bundle(EngineContainer container) {
        return docker.directory().resolve("exec/containerd/daemon/io.containerd.runtime.v2.task/moby").resolve(container.id());
    }

    private static Evaluator loaded(SeccompProfile profile) {
        return Evaluator.asLoadedByRunc(profile, LibseccompLibrary.names());
    }

    private SeccompProfile export(Path file, String tolerance) {
        Text.write(file, service.cli("export", id(), "--format", "docker", "--tolerance", tolerance).orThrow().out());
        return new ProfileReader().read(Text.read(file).getBytes(StandardCharsets.UTF_8)).template().resolve(Target.x86(Set.of()));
    }

    /** What the program itself did and its filter let through. */
    private static Set<String> learned(JsonNode workload, SeccompProfile ofDocker) {
        return LearnedWorkload.calls(workload).stream().map(StraceCall::name).filter(name -> loaded(ofDocker).mayAllow(Abi.X86_64, number(name))).collect(Collectors.toSet());
    }

    /** Why the suggested profile allows what it allows, by call. */
    private Map<String, List<String>> reasons() throws IOException {
        Map<String, List<String>> reasons = new TreeMap<>();
        for (JsonNode call : service.api().get("/v1/workloads/" + summary().path("shortId").asText() + "/calls")) {
            if (call.path("suggested").asBoolean()) {
                reasons.put(call.path("name").asText(), call.path("reasons").valueStream().map(JsonNode::asText).toList());
            }
        }
        return reasons;
    }

    /** Exactly what Docker's default allows and there is a reason for is allowed; what Docker's default refuses is answered as it answers it, the rest with its default. */
    private static void answersAsBoth(Evaluator suggested, Evaluator ofDocker, Set<String> needed) {
        for (int number = 0; number <= LAST_NUMBER; number++) {
            String name = SyscallTable.name(Abi.X86_64, number).orElse("number " + number);
            Verdict answer = suggested.evaluate(Abi.X86_64, number);
            if (!ofDocker.mayAllow(Abi.X86_64, number)) {
                assertThat(answer.returnValue()).as(name).isEqualTo(ofDocker.evaluate(Abi.X86_64, number).returnValue());
            } else if (needed.contains(name)) {
                assertThat(suggested.mayAllow(Abi.X86_64, number)).as(name).isTrue();
            } else {
                assertThat(suggested.mayAllow(Abi.X86_64, number)).as(name).isFalse();
                assertThat(answer.errno()).as(name).isEqualTo(Errno.EPERM);
            }
        }
    }

    /** Has the kernel answer what an evaluator says is refused, and compares. @return errno by number */
    private Map<Integer, Integer> refusals(String purpose, Evaluator evaluator, List<String> options) {
        IntPredicate refused = number -> !evaluator.mayAllow(Abi.X86_64, number) && !NOT_ASKED.contains(number);
        List<Integer> numbers = IntStream.rangeClosed(0, LAST_NUMBER).filter(refused).boxed().toList();
        List<String> command = new ArrayList<>(List.of("/caller"));
        numbers.forEach(number -> command.add(number.toString()));
        Map<Integer, Integer> answers = new TreeMap<>();
        try (EngineContainer probe = docker.create("probe-" + purpose, options, IMAGE, command)) {
            probe.start().orThrow();
            assertThat(probe.exitCode()).isZero();
            probe.output().lines().map(line -> line.split(" ")).forEach(line -> answers.put(Integer.valueOf(line[0]), Integer.valueOf(line[1])));
        }
        assertThat(answers.keySet()).as(purpose).containsExactlyElementsOf(numbers);
        answers.forEach((number, errno) -> assertThat(errno).as("%s of call %d", purpose, number).isEqualTo(evaluator.evaluate(Abi.X86_64, number).errno()));
        return answers;
    }

    /** The same program again: its threads run, and nothing of it is outside of what was learned. */
    private void runsUnder(Path profile) {
        List<String> options = new ArrayList<>(List.of("--security-opt", "seccomp=" + profile));
        options.addAll(docker.labelled("io.winnow.workload=" + NAME));
        WatchedHost host = new WatchedHost(service);
        String id;
        try (EngineContainer confined = docker.create("confined", options, IMAGE, List.of("/caller"))) {
            id = confined.id();
            confined.start().orThrow();
            assertThat(host.running(id).path("workload").asText()).isEqualTo(id());
            Waiting.until("hundred threads", LIMIT, () -> confined.output().lines().filter("a thread ran"::equals).count() > 100);
            assertThat(confined.running()).isTrue();
        }
        Waiting.until("end of the container", LIMIT, () -> host.listed(id).isEmpty());
        assertThat(new LearnedWorkload(service, NAME).violations(id)).isEmpty();
    }

    private String id() {
        return summary().path("id").asText();
    }

    private JsonNode summary() {
        try {
            for (JsonNode each : service.api().get("/v1/workloads")) {
                if (each.path("id").asText().startsWith(NAME)) {
                    return each;
                }
            }
            return new ObjectMapper().createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException("the service does not answer", e);
        }
    }

    private static int number(String call) {
        return SyscallTable.number(Abi.X86_64, call).orElseThrow();
    }
}
