// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** P1 and P2 at their hardest: a ring of one page, flooded from all CPUs. */
class KernelStateIT {
    /** What a program with threads is allowed, seen or not. */
    static final List<String> OF_THREADS = List.of("clock_nanosleep", "futex", "getpid", "gettid", "madvise", "nanosleep", "sched_yield", "tgkill");

    /** What every profile allows because the vDSO may fall back to it. */
    static final List<String> OF_VDSO = List.of("clock_getres", "clock_gettime", "getcpu", "getrandom", "gettimeofday", "time");

    private static final String WORKLOAD = "kernel-flood";

    @Test
    void kernelBitmapIsTheBaselineAndTheProfileThoughTheRingOverflows() {
        Path directory = Directories.temporary("kernel");
        try (BpfFileSystem bpf = new BpfFileSystem();
                Runc runc = new Runc(directory);
                Rootfs rootfs = Exerciser.rootfs();
                WinnowService winnow = new WinnowService(Host.launcher(), directory, """
                        collector:
                          pins: %s/winnow
                          ring: 4KiB
                          slots: 64
                          window: 500ms
                          runtimeStates: [%s]
                        advice:
                          tolerance: exact
                        """.formatted(bpf.path(), runc.root())).start();
                Container container = runc.start(WORKLOAD, rootfs, OciSpec.of(Exerciser.PROGRAM, "flood", "20"))) {
            await().atMost(Waiting.LIMIT).until(() -> container.output().equals("done\n"));

            await().atMost(Waiting.LIMIT).ignoreExceptions().untilAsserted(() -> {
                KernelSlot kernel = KernelSlot.read(bpf.path(), "/" + WORKLOAD);
                assertThat(kernel.calls()).hasSizeGreaterThan(150);
                assertThat(kernel.lost()).as("the ring must have overflown").isPositive();
                long delivered = DeliveredRecords.count(directory.resolve("state/queue/events"), kernel.index(), kernel.generation());
                assertThat(delivered + kernel.lost()).as("delivered + lost").isEqualTo(kernel.produced());

                JsonNode workload = winnow.api().workload(WORKLOAD);
                assertThat(LearnedSetIT.callsOfTheEntrypoint(workload)).isEqualTo(kernel.calls());
                assertThat(workload.at("/summary/partial")).as("lost detail is no lost behaviour").isEmpty();
                assertThat(winnow.api().get("/v1/status").at("/losses/kernel~1ring-full").asLong()).as("lost detail is reported")
                        .isGreaterThanOrEqualTo(kernel.lost());
                assertThat(allowed(Suggestion.of(winnow, WORKLOAD))).isEqualTo(withDocumentedAdditions(kernel));
            });
        } finally {
            Directories.delete(directory);
        }
    }

    /** What the runtime needs behind its own filter, the calls that no program can do without, and what threads do by chance. */
    private static SortedSet<StraceCall> withDocumentedAdditions(KernelSlot kernel) {
        SortedSet<StraceCall> calls = new TreeSet<>(kernel.calls());
        assertThat(calls).as("what it made may have been threads").contains(x86("clone3"));
        calls.addAll(kernel.runtimeCalls());
        Stream.of("exit", "exit_group", "rt_sigreturn", "restart_syscall").map(KernelStateIT::x86).forEach(calls::add);
        OF_THREADS.stream().map(KernelStateIT::x86).forEach(calls::add);
        OF_VDSO.stream().map(KernelStateIT::x86).forEach(calls::add);
        return calls;
    }

    private static StraceCall x86(String name) {
        return new StraceCall("x86_64", name);
    }

    private static SortedSet<StraceCall> allowed(Suggestion suggestion) {
        SortedSet<StraceCall> calls = new TreeSet<>();
        for (JsonNode rule : suggestion.seccomp().path("syscalls")) {
            if (rule.path("action").asText().equals("SCMP_ACT_ALLOW")) {
                rule.path("names").forEach(name -> calls.add(x86(name.asText())));
            }
        }
        return calls;
    }
}
