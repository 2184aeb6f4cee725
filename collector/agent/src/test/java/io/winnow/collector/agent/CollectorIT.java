// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.collector.container.HostPaths;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.PolicyDocument.AllowedCalls;
import io.winnow.collector.queue.ControlQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.SlotNote;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import io.winnow.collector.tracer.TracerOptions;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Container;
import io.winnow.testbed.Crun;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector with the real tracer, on real containers. Needs root. */
class CollectorIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Enough slots for whatever else makes cgroups on this host at the same time. */
    private static final TracerOptions TRACER = TracerOptions.DEFAULT.withSlots(8192);

    private static Rootfs rootfs;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeRootfs() {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/bin/cat", "/bin/true", "/bin/uname");
    }

    @AfterAll
    static void removeRootfs() {
        rootfs.close();
    }

    private CollectorConfig config(OciRuntime runtime) {
        return CollectorConfig.of(directory.resolve("events"), directory.resolve("control"), "node")
                .withTracer(TRACER)
                .withHosts(HostPaths.below(Path.of("/")).withStateRoots(List.of(runtime.root())))
                .withTiming(CollectorConfig.Timing.DEFAULT.withWindow(Duration.ofSeconds(1)));
    }

    private static OciRuntime runtime(String name) {
        return name.equals("crun") ? new Crun() : new Runc();
    }

    private EventLog log() {
        return EventLog.read(directory.resolve("events"));
    }

    private void awaitUsed(String id, String... syscalls) {
        await().atMost(SOON).untilAsserted(() -> assertThat(log().snapshotsOf(id)).last()
                .satisfies(snapshot -> assertThat(snapshot.used()).contains(syscalls)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aContainerIsLearnedFromItsFirstToItsLastCall(String name) throws Exception {
        try (OciRuntime runtime = runtime(name); Collector collector = Collector.start(config(runtime))) {
            OciSpec spec = OciSpec.of("/bin/sh", "-c", "uname; sleep 2").withAnnotation("team", "web");
            try (Container container = runtime.start("winnow-it-" + name, rootfs, spec)) {
                await().atMost(SOON).until(() -> log().container(container.id()).filter(found -> found.grants().known()).isPresent());
                ContainerMetadata metadata = log().container(container.id()).orElseThrow();
                assertThat(metadata.kind()).isEqualTo(ContainerKind.CONTAINER);
                assertThat(metadata.runtime().name()).isEqualTo(name);
                assertThat(metadata.runtime().version()).isNotEmpty();
                assertThat(metadata.command()).containsExactly("/bin/sh", "-c", "uname; sleep 2");
                assertThat(metadata.labels()).containsEntry("team", "web");
                assertThat(metadata.grants().known()).isTrue();
                assertThat(metadata.grants().bounding()).containsExactlyInAnyOrderElementsOf(spec.capabilities());
                assertThat(metadata.grants().seccomp()).isEqualTo(Seccomp.NONE);
                assertThat(metadata.grants().pidNamespace()).isEqualTo(Sharing.PRIVATE);
                assertThat(metadata.late()).isFalse();
                awaitUsed(container.id(), "uname", "clock_nanosleep");
                container.awaitEnd(SOON);
            }
            await().atMost(SOON).until(() -> log().snapshotsOf("winnow-it-" + name).stream().anyMatch(EventLog.Snapshot::isFinal));
            EventLog log = log();
            assertThat(log.container("winnow-it-" + name).orElseThrow().ended()).isPositive();
            List<EventLog.Snapshot> snapshots = log.snapshotsOf("winnow-it-" + name);
            assertThat(snapshots).last().satisfies(last -> {
                assertThat(last.used()).contains("execve", "exit_group", "uname");
                assertThat(last.used()).as("the runtime's own steps are not the container's: %s", last).doesNotContain("pivot_root", "mount", "capset");
            });
            assertThat(snapshots).filteredOn(EventLog.Snapshot::closesWindow).isNotEmpty();
            assertThat(log.sequences).isEqualTo(IntStream.rangeClosed(1, log.sequences.size()).mapToObj(Long::valueOf).toList());
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void aShortLearningRunIsSeenBeforeItsWindowCloses() throws Exception {
        try (OciRuntime runtime = new Runc();
                Collector collector = Collector.start(config(runtime).withTiming(CollectorConfig.Timing.DEFAULT))) {
            try (Container container = runtime.start("winnow-it-quick", rootfs, OciSpec.of("/bin/sleep", "5"))) {
                await().pollInterval(Duration.ofMillis(20)).atMost(SOON).until(() -> log().snapshotsOf(container.id()).stream()
                        .anyMatch(snapshot -> snapshot.used().contains("clock_nanosleep")));
                assertThat(log().snapshotsOf(container.id())).as("before the first window closes").noneMatch(EventLog.Snapshot::closesWindow);
            }
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void aRunningContainerIsFoundLate() throws Exception {
        try (OciRuntime runtime = new Runc();
                Container container = runtime.start("winnow-it-late", rootfs, OciSpec.of("/bin/sh", "-c", "while :; do sleep 0.2; done"));
                Collector collector = Collector.start(config(runtime))) {
            awaitUsed(container.id(), "vfork", "wait4");
            assertThat(log().container(container.id()).orElseThrow().late()).isTrue();
            await().atMost(SOON).until(() -> log().snapshotsOf(container.id()).stream().anyMatch(EventLog.Snapshot::closesWindow));
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void sessionsFromOutsideAreKeptApart() throws Exception {
        try (OciRuntime runtime = new Runc();
                Collector collector = Collector.start(config(runtime));
                Container container = runtime.start("winnow-it-exec", rootfs, OciSpec.of("/bin/sleep", "30"))) {
            awaitUsed(container.id(), "clock_nanosleep");
            container.exec("/bin/uname").orThrow();
            await().atMost(SOON).untilAsserted(() -> assertThat(log().snapshotsOf(container.id())).last().satisfies(snapshot -> {
                assertThat(snapshot.exec()).contains("uname", "exit_group");
                assertThat(snapshot.used()).doesNotContain("uname");
            }));
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void whatIsOutsideThePolicyIsReportedAtOnce() throws Exception {
        try (OciRuntime runtime = new Runc();
                Collector collector = Collector.start(config(runtime));
                ControlQueue control = ControlQueue.open(ControlQueue.config(directory.resolve("control"), QueueConfig.of(directory)));
                Container container = runtime.start("winnow-it-policy", rootfs,
                        OciSpec.of("/bin/sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; uname; sleep 30").withTmpfs("/tmp"))) {
            awaitUsed(container.id(), "vfork", "clock_nanosleep");
            List<Integer> allowed = log().snapshotsOf(container.id()).stream()
                    .flatMap(snapshot -> snapshot.used().stream())
                    .distinct()
                    .map(call -> SyscallTable.number(Abi.X86_64, call).orElseThrow())
                    .toList();
            control.send(PolicyDocument.watch(container.id(),
                    List.of(new AllowedCalls(Stage.START, Abi.X86_64, allowed), new AllowedCalls(Stage.SERVE, Abi.X86_64, allowed)), false));
            await().atMost(SOON).until(() -> log().snapshotsOf(container.id()).stream().anyMatch(one -> (one.mode() & 0x2) != 0));
            container.exec("/bin/sh", "-c", ": > /tmp/go").orThrow();
            int uname = SyscallTable.number(Abi.X86_64, "uname").orElseThrow();
            await().atMost(SOON).until(() -> log().observations.contains(Item.syscall(Abi.X86_64, Stage.START, uname)));
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void aCommandRunsInACgroupOfItsOwn() throws Exception {
        String path = "/winnow-it-command";
        try (OciRuntime runtime = new Runc(); Collector collector = Collector.start(config(runtime))) {
            collector.expect(path, ContainerKind.COMMAND, "uname", List.of("/bin/uname", "-a"));
            try (Cgroup cgroup = Cgroup.create(path.substring(1))) {
                assertThat(collector.awaitConfirmed(path, SOON)).isTrue();
                Shell.run("/bin/sh", "-c", "echo $$ > " + cgroup.path() + "/cgroup.procs && exec /bin/uname -a").orThrow();
            }
            await().atMost(SOON).until(() -> log().snapshotsOf("winnow-it-command").stream().anyMatch(EventLog.Snapshot::isFinal));
            assertThat(log().container("winnow-it-command").orElseThrow().kind()).isEqualTo(ContainerKind.COMMAND);
            assertThat(log().snapshotsOf("winnow-it-command")).last().satisfies(last -> {
                assertThat(last.used()).contains("uname", "exit_group");
            });
            collector.forget(path);
        }
    }

    @Test
    void manyShortContainersAreAllAttributed() throws Exception {
        int count = 30;
        try (OciRuntime runtime = new Runc(); Collector collector = Collector.start(config(runtime))) {
            for (int i = 0; i < count; i++) {
                runtime.run("winnow-it-short-" + i, rootfs, OciSpec.of("/bin/true"), SOON).orThrow();
            }
            await().atMost(SOON).untilAsserted(() -> {
                EventLog log = log();
                for (int i = 0; i < count; i++) {
                    assertThat(log.snapshotsOf("winnow-it-short-" + i)).last().satisfies(last -> {
                        assertThat(last.isFinal()).isTrue();
                        assertThat(last.used()).contains("exit_group");
                    });
                }
            });
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void aTinyRingLosesRecordsAndNoSets() throws Exception {
        try (OciRuntime runtime = new Runc();
                Collector collector = Collector.start(config(runtime)
                        .withTracer(TRACER.withRingBytes(TracerOptions.MIN_RING_BYTES)))) {
            runtime.run("winnow-it-tiny", rootfs, OciSpec.of("/bin/sh", "-c", "for i in 1 2 3 4 5; do uname; cat /etc/hostname; done; exit 0"), SOON);
            await().atMost(SOON).until(() -> log().snapshotsOf("winnow-it-tiny").stream().anyMatch(EventLog.Snapshot::isFinal));
            assertThat(log().snapshotsOf("winnow-it-tiny")).last().satisfies(last ->
                    assertThat(last.used()).contains("uname", "vfork", "wait4", "exit_group", "execve", "read"));
            assertThat(collector.failure()).isEmpty();
        }
    }

    @Test
    void aContainerUnderAFilterIsMarked() throws Exception {
        JsonNode filter = new ObjectMapper()
                .readTree("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"keyctl\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");
        try (OciRuntime runtime = new Runc();
                Collector collector = Collector.start(config(runtime));
                Container container = runtime.start("winnow-it-filtered", rootfs, OciSpec.of("/bin/sleep", "30").withSeccomp(filter))) {
            awaitUsed(container.id(), "clock_nanosleep");
            assertThat(log().container(container.id()).orElseThrow().grants().seccomp()).isEqualTo(Seccomp.FILTER);
            assertThat(log().snapshotsOf(container.id())).last().satisfies(last -> assertThat(last.notes() & SlotNote.UNDER_FILTER).isNotZero());
            assertThat(collector.failure()).isEmpty();
        }
    }
}
