// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Confinements for tests. */
final class Samples {

    static final SeccompProfile PROFILE = SeccompProfile.refusing(
                    List.of(Architecture.X86_64, Architecture.X86),
                    List.of(
                            Rule.allow(List.of("execve", "exit_group", "read", "write")),
                            Rule.allow("clone", ArgCondition.maskedEqual(0, 0x7e020000L, 0)),
                            Rule.refuse("clone3", 38)))
            .withFlags(Set.of(FilterFlag.LOG));

    /** Names that a container may have chosen. */
    static final List<String> UNTRUSTED = List.of(
            "../../etc/cron.d/x",
            "/abs/olute",
            "nul\0byte",
            "new\nline: {evil: true}",
            "tab\tand\r\u001b[31mescape",
            "a\"b'c`d$(reboot);&|<>*",
            "--privileged",
            "</script><script>alert(1)</script>",
            "'; [Service]\nExecStart=/bin/evil",
            "x".repeat(10_240),
            "İ".repeat(100),
            "\ud800 lone surrogate",
            "é日本語",
            "..",
            ".",
            "-",
            "true",
            "0123");

    /** With all restrictions that a drop-in of systemd can have; wide enough for a shell. */
    static Confinement restricted() {
        Set<String> allowed = new TreeSet<>(new Evaluator(DockerDefault.resolve(Set.of())).allowedSyscalls(Abi.X86_64));
        allowed.removeAll(Set.of("socket", "unshare", "setns", "clone", "clone3"));
        SeccompProfile profile = SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(
                Rule.allow(List.copyOf(allowed)),
                Rule.allow("socket", ArgCondition.maskedEqual(0, 0xffff_ffffL, 1)),
                Rule.allow("clone", ArgCondition.maskedEqual(0, 0x7e02_0000L, 0)),
                Rule.refuse("clone3", 38)));
        return new Confinement("restricted", "restricted", profile, Set.of(), true, true, Set.of(), Collections.emptySortedSet());
    }

    private Samples() {}

    static Confinement web() {
        return new Confinement("shop/pod/web-0/nginx", PROFILE, Set.of(Capability.CAP_NET_BIND_SERVICE, Capability.CAP_SYS_TIME));
    }

    static Confinement named(String workload) {
        return new Confinement(workload, PROFILE, Set.of(Capability.CAP_CHOWN), true);
    }
}
