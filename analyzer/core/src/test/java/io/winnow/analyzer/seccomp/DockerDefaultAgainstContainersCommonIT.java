// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Compares Docker's default, as it stands in this program, with its sibling of containers/common, which podman and CRI-O use: Debian's
 * package golang-github-containers-common. Every difference has its reason here.
 */
class DockerDefaultAgainstContainersCommonIT {

    private static final Path FILE = Path.of("/usr/share/containers/seccomp.json");

    /** Podman lets containers make user namespaces and mount in them, Docker asks for CAP_SYS_ADMIN. */
    private static final Set<String> FOR_CONTAINERS_IN_CONTAINERS = Set.of(
            "clone3", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree", "pivot_root", "setns",
            "umount2", "unshare");

    /** Allowed by containers/common without the capability that Docker asks for (SYS_NICE, SYS_PTRACE, SYS_BOOT, SYSLOG), or at all. */
    private static final Set<String> WITHOUT_A_CAPABILITY =
            Set.of("get_mempolicy", "mbind", "set_mempolicy", "pidfd_getfd", "reboot", "syslog", "keyctl");

    /** Calls of Linux 5.16 and later, which Debian 12's file of 2022 does not name. */
    private static final Set<String> NEWER_THAN_THE_FILE = Set.of(
            "cachestat", "fchmodat2", "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "getxattrat", "listmount", "listxattrat",
            "map_shadow_stack", "mseal", "removexattrat", "setxattrat", "statmount", "uretprobe");

    /** containers/common refuses these by name. */
    private static final Set<String> REFUSED_BY_CONTAINERS_COMMON = Set.of("io_pgetevents", "vmsplice");

    @Test
    void differsFromContainersCommonForKnownReasonsOnly() throws IOException {
        Set<Capability> capabilities = Capability.dockerDefault();
        ReadProfile read = new ProfileReader().read(FILE);
        Set<String> theirs =
                new Evaluator(read.template().resolve(Target.x86(capabilities))).allowedSyscalls(Abi.X86_64);
        Set<String> ours = new Evaluator(DockerDefault.resolve(capabilities)).allowedSyscalls(Abi.X86_64);

        assertThat(read.remarks()).isEmpty();
        assertThat(theirs).hasSizeGreaterThan(300);
        assertThat(without(theirs, ours)).isEqualTo(union(FOR_CONTAINERS_IN_CONTAINERS, WITHOUT_A_CAPABILITY));
        assertThat(without(ours, theirs)).isEqualTo(union(NEWER_THAN_THE_FILE, REFUSED_BY_CONTAINERS_COMMON));
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }
}
