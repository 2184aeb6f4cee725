// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StraceLogTest {
    @Test
    void countsOnlyWhatFollowsTheFirstSuccessfulExec() {
        assertThat(StraceLog.afterEntrypoint(String.join("\n",
                "strace: Process 7 attached with 5 threads",
                "[pid     7] openat(0xffffff9c, 0xc0, 0x80001, 0) = 6",
                "[pid     7] execve(0x1, 0x2, 0x3) = -1 ENOENT (No such file or directory)",
                "[pid     7] execve(0x1, 0x2, 0x3 <unfinished ...>",
                "[pid     8] futex(0x1, 0) = ? <unavailable>",
                "[pid     8] +++ exited with 0 +++",
                "<... execve resumed>)                   = 0",
                "brk(0)                                  = 0x5",
                "clone(0x1200011, 0, 0, 0x7, 0strace: Process 9 attached",
                ")          = 0x9",
                "[pid     9] write(0x1, 0x2, 0x3 <unfinished ...>",
                "[pid     7] wait4(0xffffffff <unfinished ...>",
                "[pid     9] <... write resumed>)        = 0x3")))
                .extracting(call -> call.call() + " " + call.arguments())
                .containsExactly("x86_64:brk [0]", "x86_64:clone [18874385, 0, 0, 7, 0]", "x86_64:write [1, 2, 3]", "x86_64:wait4 [4294967295]");
    }

    @Test
    void namesTheAbiThatAProcessIsIn() {
        assertThat(StraceLog.afterEntrypoint(String.join("\n",
                "execve(0x1, 0x2, 0x3) = 0",
                "[ Process PID=7 runs in 32 bit mode. ]",
                "getpid()                                = 7",
                "[ Process PID=7 runs in 64 bit mode. ]",
                "getpid()                                = 7")))
                .extracting(call -> call.call().toString())
                .containsExactly("i386:getpid", "x86_64:getpid");
    }

    /** strace says the ABI of a process if it is another than that of the process before. */
    @Test
    void aNewProcessGoesOnInTheAbiOfTheCallBefore() {
        assertThat(StraceLog.afterEntrypoint(String.join("\n",
                "execve(0x1, 0x2, 0x3) = 0",
                "[ Process PID=7 runs in 32 bit mode. ]",
                "fork(strace: Process 8 attached",
                ")                = 8",
                "[pid     8] getpid() = 8",
                "[ Process PID=8 runs in 64 bit mode. ]",
                "[pid     8] getppid() = 7",
                "[pid     7] getpid() = 7")))
                .extracting(call -> call.call().toString())
                .containsExactly("i386:fork", "i386:getpid", "x86_64:getppid", "i386:getpid");
    }

    @Test
    void logWithoutAnExecIsAnError() {
        assertThatThrownBy(() -> StraceLog.afterEntrypoint("brk(0) = 0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lines=1");
    }
}
