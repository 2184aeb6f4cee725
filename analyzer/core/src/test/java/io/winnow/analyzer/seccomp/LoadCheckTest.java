// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Capability;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against runc and crun by {@link EvaluatorAgainstRuntimesIT}. */
class LoadCheckTest {

    private static final String ERRNO = "'action': 'SCMP_ACT_ERRNO'";
    private static final String KILL = "'action': 'SCMP_ACT_KILL_PROCESS'";
    private static final String FIRST = "{'index': 0, 'value': 1, 'op': 'SCMP_CMP_EQ'}";
    private static final String SECOND = "{'index': 1, 'value': 2, 'op': 'SCMP_CMP_EQ'}";

    /** What neither runtime loads. */
    static List<String> refused() {
        return List.of(
                profile("SCMP_ACT_NOTIFY", "SCMP_ARCH_X86_64"),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_S390X"),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", "{'names': ['write'], 'action': 'SCMP_ACT_NOTIFY'}"),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", KILL, FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO + ", 'errnoRet': 1", FIRST), rule("mkdir", ERRNO + ", 'errnoRet': 2", FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST + "," + SECOND), rule("mkdir", KILL, SECOND + "," + FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST + "," + SECOND), rule("mkdir", KILL, FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", KILL, FIRST), rule("mkdir", ERRNO, "")),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("_llseek", ERRNO, FIRST), rule("_llseek", KILL, FIRST)));
    }

    /** What is like them, and both load. */
    static List<String> loaded() {
        return List.of(
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64"),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_AARCH64"),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, ""), rule("mkdir", KILL, "")),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, ""), rule("mkdir", ERRNO, FIRST), rule("mkdir", KILL, FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", KILL, "")),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", ERRNO, FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", KILL, FIRST + "," + SECOND)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("mkdir", ERRNO, FIRST), rule("mkdir", "'action': 'SCMP_ACT_ALLOW'", FIRST)),
                profile("SCMP_ACT_ALLOW", "SCMP_ARCH_X86_64", rule("nosuchcall", ERRNO, FIRST), rule("nosuchcall", KILL, FIRST)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatBothRuntimesRefuseIsRefusedAndTheMessageSaysSo(String json) {
        assertThatThrownBy(() -> LoadCheck.require(read(json)))
                .isInstanceOf(ProfileFormatException.class)
                .hasMessageMatching("(defaultAction|architectures|syscalls): .*: runc and crun refuse to load this; .*");
    }

    @ParameterizedTest
    @MethodSource("loaded")
    void whatBothRuntimesLoadIsTaken(String json) {
        assertThatCode(() -> LoadCheck.require(read(json))).doesNotThrowAnyException();
    }

    private static SeccompProfile read(String json) {
        return new ProfileReader().read(json.getBytes(StandardCharsets.UTF_8)).template()
                .resolve(new Target(Capability.dockerDefault(), Architecture.X86_64, new KernelVersion(6, 1)));
    }

    private static String rule(String name, String action, String args) {
        return "{'names': ['%s'], %s, 'args': [%s]}".formatted(name, action, args);
    }

    private static String profile(String defaultAction, String architecture, String... rules) {
        return "{'defaultAction': '%s', 'architectures': ['%s'], 'syscalls': [%s]}".formatted(defaultAction, architecture, String.join(", ", rules))
                .replace('\'', '"');
    }
}
