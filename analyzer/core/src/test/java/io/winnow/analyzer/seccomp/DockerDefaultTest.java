// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DockerDefaultTest {

    private static final SeccompProfile DEFAULT = DockerDefault.resolve(Capability.dockerDefault());
    private final Evaluator evaluator = new Evaluator(DEFAULT);

    @Test
    void allows309CallsToTheDefault14CapabilitiesOnX86() {
        assertThat(evaluator.allowedSyscalls(Abi.X86_64)).hasSize(309);
    }

    @Test
    void listsTheThreeAbisOfX86() {
        assertThat(DEFAULT.architectures()).containsExactly(Architecture.X86_64, Architecture.X86, Architecture.X32);
    }

    @Test
    void answersClone3WithEnosysSoThatLibrariesFallBack() {
        assertThat(verdict("clone3").returnValue()).isEqualTo(0x50000 | Errno.ENOSYS);
    }

    @Test
    void refusesNewNamespacesThroughClone() {
        assertThat(verdict("clone", 0x11).allows()).isTrue();
        assertThat(verdict("clone", 0x10000000).allows()).isFalse();
    }

    @Test
    void refusesSocketsToTheKernelsCryptoAndToTheHypervisor() {
        assertThat(verdict("socket", 2).allows()).isTrue();
        assertThat(verdict("socket", 38).allows()).isFalse();
        assertThat(verdict("socket", 39).allows()).isTrue();
        assertThat(verdict("socket", 40).allows()).isFalse();
        assertThat(verdict("socket", 41).allows()).isTrue();
    }

    @Test
    void olderReleasesAllowedWhatTheyAllowed() {
        List<Set<String>> allowed = DockerReleases.newestFirst().stream()
                .map(release -> new Evaluator(release.resolve(Target.x86(Capability.dockerDefault()))).allowedSyscalls(Abi.X86_64)).map(Set::copyOf).distinct().toList();
        assertThat(allowed).hasSizeGreaterThan(6);
        Set<String> oldest = allowed.get(allowed.size() - 1);
        assertThat(oldest).contains("io_uring_setup", "close_range").doesNotContain("landlock_create_ruleset", "process_vm_readv", "pkey_alloc", "mseal");
        assertThat(allowed.get(0)).contains("landlock_create_ruleset", "process_vm_readv", "pkey_alloc", "mseal").doesNotContain("io_uring_setup");
    }

    @Test
    void givesMoreCallsToMoreCapabilities() {
        Set<Capability> more = EnumSet.copyOf(Capability.dockerDefault());
        more.add(Capability.CAP_SYS_ADMIN);
        more.add(Capability.CAP_SYS_TIME);

        Set<String> added = new TreeSet<>(new Evaluator(DockerDefault.resolve(more)).allowedSyscalls(Abi.X86_64));
        added.removeAll(evaluator.allowedSyscalls(Abi.X86_64));

        assertThat(added).contains("mount", "unshare", "clone3", "clock_settime", "settimeofday").doesNotContain("reboot");
    }

    @Test
    void allowsPtraceOnlyOnKernelsWhereItIsCheckedAgain() {
        Target old = new Target(Set.of(), Architecture.X86_64, new KernelVersion(4, 7));

        assertThat(DockerDefault.template().resolve(old).allowedNames()).doesNotContain("ptrace");
        assertThat(DEFAULT.allowedNames()).contains("ptrace");
    }

    @Test
    void knowsOtherArchitectures() {
        SeccompProfile arm = DockerDefault.template()
                .resolve(new Target(Set.of(), Architecture.AARCH64, new KernelVersion(6, 1)));

        assertThat(arm.architectures()).containsExactly(Architecture.AARCH64, Architecture.ARM);
        assertThat(arm.allowedNames()).contains("cacheflush").doesNotContain("arch_prctl");
    }

    @Test
    void leavesNothingUncertain() {
        for (Set<Capability> capabilities : List.of(
                Capability.dockerDefault(), EnumSet.noneOf(Capability.class), EnumSet.allOf(Capability.class))) {
            assertThat(new Evaluator(DockerDefault.resolve(capabilities)).uncertainCalls()).isEmpty();
        }
    }

    private Verdict verdict(String name, long... args) {
        return evaluator.evaluate(Abi.X86_64, SyscallTable.number(Abi.X86_64, name).orElseThrow(), args);
    }
}
