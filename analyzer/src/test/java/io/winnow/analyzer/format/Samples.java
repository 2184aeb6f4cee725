// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import java.util.List;
import java.util.Set;

/** Confinements for tests. */
final class Samples {

    static final SeccompProfile PROFILE = SeccompProfile.refusing(
                    List.of(Architecture.X86_64, Architecture.X86),
                    List.of(
                            Rule.allow(List.of("execve", "exit_group", "read", "write")),
                            Rule.allow("clone", ArgCondition.masked(0, 0x7e020000L, 0)),
                            Rule.refuse("clone3", 38)))
            .withFlags(Set.of(FilterFlag.LOG));

    /** Names that a container may have chosen. */
    static final List<String> HOSTILE = List.of(
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

    private Samples() {}

    static Confinement web() {
        return new Confinement("shop/pod/web-0/nginx", PROFILE, Set.of(Capability.CAP_NET_BIND_SERVICE, Capability.CAP_SYS_TIME));
    }

    static Confinement named(String workload) {
        return new Confinement(workload, PROFILE, Set.of(Capability.CAP_CHOWN), true);
    }
}
