// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StraceLogTest {
    @Test
    void countsOnlyWhatFollowsTheFirstSuccessfulExec() {
        assertThat(StraceLog.afterEntrypoint(List.of(
                "strace: Process 7 attached with 5 threads",
                "[pid     7] openat(0xffffff9c, 0xc0, 0x80001, 0) = 6",
                "[pid     7] execve(0x1, 0x2, 0x3) = -1 ENOENT (No such file or directory)",
                "[pid     7] execve(0x1, 0x2, 0x3 <unfinished ...>",
                "[pid     8] futex(0x1, 0) = ? <unavailable>",
                "[pid     8] +++ exited with 0 +++",
                "<... execve resumed>)                   = 0",
                "brk(0)                                  = 0x5",
                "clone(0x1200011, 0, 0, 0x7, 0)          = 0x9",
                "strace: Process 9 attached",
                "[pid     9] write(0x1, 0x2, 0x3 <unfinished ...>",
                "[pid     7] wait4(0xffffffff <unfinished ...>",
                "[pid     9] <... write resumed>)        = 0x3")))
                .extracting(TracedCall::toString)
                .containsExactly("x86_64:brk", "x86_64:clone", "x86_64:wait4", "x86_64:write");
    }

    @Test
    void namesTheAbiThatAProcessIsIn() {
        assertThat(StraceLog.afterEntrypoint(List.of(
                "execve(0x1, 0x2, 0x3) = 0",
                "[ Process PID=7 runs in 32 bit mode. ]",
                "getpid()                                = 7",
                "[ Process PID=7 runs in 64 bit mode. ]",
                "getpid()                                = 7")))
                .extracting(TracedCall::toString)
                .containsExactly("i386:getpid", "x86_64:getpid");
    }

    @Test
    void logWithoutAnExecIsAnError() {
        assertThatThrownBy(() -> StraceLog.afterEntrypoint(List.of("brk(0) = 0")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lines=1");
    }
}
