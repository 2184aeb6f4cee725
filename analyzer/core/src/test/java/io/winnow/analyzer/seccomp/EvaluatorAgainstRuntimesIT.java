// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.seccomp.Verdict.Reason;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Crun;
import io.winnow.testbed.Ia32;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the kernel does in a container that runc or crun started is what the evaluator says: each refusal, through each ABI. */
class EvaluatorAgainstRuntimesIT {

    /** No kernel answers with this errno by itself. */
    private static final int DEFAULT_ERRNO = 3999;

    private static final int SIGSYS = 31;
    private static final int SIGSEGV = 11;
    private static final int NEWEST = 441; // epoll_pwait2; what is newer is left to the stub

    /** uretprobe and uprobe, which newer kernels let through without asking the filter (kernel/seccomp.c, seccomp_uprobe_exception). */
    private static final Set<Integer> EXEMPT = Set.of(335, 336);

    private static final List<Architecture> ALL = List.of(Architecture.X86_64, Architecture.X86, Architecture.X32);

    /** A call that is refused. */
    private record Probe(Abi abi, int number, long[] args) {

        /** As {@code probe.c} takes it. */
        String argument() {
            StringBuilder argument = new StringBuilder(abi == Abi.I386 ? "1" : "0");
            argument.append(':').append(Integer.toHexString(abi == Abi.X32 ? number | 0x4000_0000 : number));
            for (long arg : args) {
                argument.append(':').append(Long.toHexString(arg));
            }
            return argument.toString();
        }
    }

    @Test
    void refusesAsRuncAndTheKernelDo() throws IOException {
        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        try (OciRuntime runc = new Runc()) {
            for (List<Architecture> architectures : List.of(ALL, List.of(Architecture.X86_64))) {
                seen.addAll(compare(runc, profile(architectures), Evaluator.asLoadedByRunc(profile(architectures), new Libseccomp()::number)));
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Reason.values());
    }

    @Test
    void refusesAsCrunAndTheKernelDo() throws IOException {
        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        try (OciRuntime crun = new Crun()) {
            for (List<Architecture> architectures : List.of(ALL, List.of(Architecture.X86_64))) {
                seen.addAll(compare(crun, profile(architectures), Evaluator.asLoadedByCrun(profile(architectures), new Libseccomp()::number)));
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Reason.RULE, Reason.DEFAULT, Reason.UNKNOWN_ARCHITECTURE);
    }

    @Test
    void bothRuntimesLoadWhatTheLoadCheckTakesAndRefuseWhatItRefuses() throws IOException {
        try (OciRuntime runc = new Runc(); OciRuntime crun = new Crun(); Rootfs rootfs = Rootfs.create().programs("/bin/true")) {
            for (OciRuntime runtime : List.of(runc, crun)) {
                for (String json : LoadCheckTest.refused()) {
                    assertThat(exit(runtime, rootfs, json)).as("%s %s", runtime.name(), json).isNotZero();
                }
                for (String json : LoadCheckTest.loaded()) {
                    assertThat(exit(runtime, rootfs, json)).as("%s %s", runtime.name(), json).isZero();
                }
            }
        }
    }

    private static int exit(OciRuntime runtime, Rootfs rootfs, String json) throws IOException {
        OciSpec spec = OciSpec.of("/bin/true").withSeccomp(new ObjectMapper().readTree(json));
        return runtime.run("winnow-load-check", rootfs, spec, Duration.ofSeconds(60)).exit();
    }

    private static Set<Reason> compare(OciRuntime runtime, SeccompProfile profile, Evaluator evaluator) throws IOException {
        List<Probe> probes = refused(evaluator);
        List<String> command = new ArrayList<>(List.of("/probe"));
        probes.forEach(probe -> command.add(probe.argument()));
        List<String> outcomes;
        try (CProgram program = CProgram.compile("probe", source());
                Rootfs rootfs = Rootfs.create().program(program.executable(), "/probe")) {
            OciSpec spec = OciSpec.of(command.toArray(String[]::new)).withSeccomp(new ProfileWriter().tree(profile));
            outcomes = runtime.run("winnow-probe", rootfs, spec, Duration.ofSeconds(60)).orThrow().out().lines().toList();
        }
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        assertThat(outcomes).hasSameSizeAs(probes);
        for (int i = 0; i < outcomes.size(); i++) {
            Probe probe = probes.get(i);
            Verdict verdict = evaluator.evaluate(probe.abi(), probe.number(), probe.args());
            String expected = verdict.action() == Action.ERRNO ? "r" + -verdict.errno() : "s" + SIGSYS;
            if (probe.abi() == Abi.I386 && !Ia32.emulated()) {
                expected = "s" + SIGSEGV;
            }
            assertThat(outcomes.get(i)).as(runtime.name() + " " + probe.abi() + " " + probe.argument()).isEqualTo(expected);
            reasons.add(verdict.reason());
        }
        return reasons;
    }

    /** Every number of every table and some beyond, and arguments of the calls that have conditions. */
    private static List<Probe> refused(Evaluator evaluator) {
        Random random = new Random(5);
        List<Probe> probes = new ArrayList<>();
        for (Abi abi : Abi.values()) {
            for (int number = 0; number < 600; number++) {
                probes.add(new Probe(abi, number, new long[6]));
            }
            for (String name : List.of("socket", "clone", "personality", "socketcall")) {
                OptionalInt number = SyscallTable.number(abi, name);
                for (int i = 0; i < 60 && number.isPresent(); i++) {
                    long first = random.nextBoolean() ? 36 + random.nextInt(6) : 1L << random.nextInt(64);
                    probes.add(new Probe(abi, number.getAsInt(), new long[] {first, 0, 0, 0, 0, 0}));
                }
            }
        }
        probes.removeIf(probe -> probe.abi() == Abi.X86_64 && EXEMPT.contains(probe.number()));
        probes.removeIf(probe -> evaluator.evaluate(probe.abi(), probe.number(), probe.args()).allows());
        return probes;
    }

    /** Docker's default without the newest calls, and with an errno that gives the filter away. */
    private static SeccompProfile profile(List<Architecture> architectures) {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : DockerDefault.resolve(Capability.dockerDefault()).rules()) {
            List<String> names = rule.names().stream()
                    .filter(name -> SyscallTable.number(Abi.X86_64, name).orElse(0) <= NEWEST)
                    .filter(name -> !name.equals("socketcall"))
                    .collect(Collectors.toList());
            if (!names.isEmpty()) {
                rules.add(new Rule(names, rule.action(), rule.errno(), rule.args()));
            }
        }
        return new SeccompProfile(Action.ERRNO, OptionalInt.of(DEFAULT_ERRNO), architectures, Set.of(), rules);
    }

    private static String source() throws IOException {
        try (InputStream in = EvaluatorAgainstRuntimesIT.class.getResourceAsStream("probe.c")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
