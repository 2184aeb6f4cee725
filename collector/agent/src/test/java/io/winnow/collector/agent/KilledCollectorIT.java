// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.collector.record.SlotKey;
import io.winnow.collector.tracer.Tracers;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector with a pinned tracer that is killed while containers run, start and end. Needs root. */
class KilledCollectorIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private Path pins;

    @BeforeEach
    void mountBpf() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("bpf"));
        assertThat(new ProcessBuilder("mount", "-t", "bpf", "none", mount.toString()).inheritIO().start().waitFor()).isZero();
        pins = mount.resolve("winnow");
    }

    @AfterEach
    void unmountBpf() throws Exception {
        Tracers.unpin(pins);
        assertThat(new ProcessBuilder("umount", "--lazy", pins.getParent().toString()).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void whatHappensWhileItIsAwayIsNotLost() throws Exception {
        try (Rootfs rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/bin/uname");
                OciRuntime runtime = new Runc();
                Container container = runtime.create("winnow-it-survivor", rootfs,
                        OciSpec.of("/bin/sh", "-c", "while [ ! -e /tmp/go ]; do sleep 0.1; done; uname; sleep 60").withTmpfs("/tmp"))) {
            Process first = collector(runtime);
            container.start();
            Container brief = runtime.start("winnow-it-brief", rootfs, OciSpec.of("/bin/sleep", "60"));
            await().atMost(SOON).until(() -> log().container(container.id()).isPresent() && log().container(brief.id()).isPresent());
            SlotKey slot = log().container(brief.id()).orElseThrow().slot();
            first.destroyForcibly().waitFor();

            brief.close();
            container.exec("/bin/sh", "-c", ": > /tmp/go").orThrow();
            Container born = runtime.start("winnow-it-born", rootfs, OciSpec.of("/bin/sleep", "60"));

            Process second = collector(runtime);
            try (born) {
                await().atMost(SOON).untilAsserted(() -> {
                    EventLog log = log();
                    assertThat(log.sessions).hasSize(2).last().satisfies(session -> assertThat(session.resumed()).isTrue());
                    assertThat(log.sessions.get(1).epoch()).isEqualTo(log.sessions.get(0).epoch());
                    assertThat(log.snapshotsOf(container.id())).last().satisfies(last -> assertThat(last.used()).contains("uname"));
                    assertThat(log.container(born.id())).hasValueSatisfying(metadata -> assertThat(metadata.late()).isFalse());
                    assertThat(log.snapshotsOf(born.id())).last().satisfies(last -> assertThat(last.used()).contains("clock_nanosleep"));
                    assertThat(log.snapshots).anyMatch(one -> one.slot().equals(slot) && one.isFinal());
                });
            } finally {
                second.destroyForcibly().waitFor();
            }
            List<Long> sequences = log().sequences;
            assertThat(sequences).isEqualTo(LongStream.rangeClosed(1, sequences.size()).boxed().toList());
        }
    }

    private EventLog log() {
        return EventLog.read(directory.resolve("events"));
    }

    private Process collector(OciRuntime runtime) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CollectorProcess.class.getName(),
                directory.toString(), pins.toString(), runtime.root().toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line = process.inputReader().readLine();
        assertThat(line).isEqualTo("ready");
        return process;
    }
}
