// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class ServersIT {

    @Test
    void straceSeesWhatNginxDoesAfterItsExecAndNothingOfTheRuntime() {
        int port = Ports.free();
        try (Rootfs rootfs = Nginx.rootfs(port); OciRuntime runc = new Runc();
                Container container = runc.create("testbed-nginx", rootfs, Nginx.spec());
                Strace strace = Strace.attach(container)) {
            container.start();
            Ports.await(port, Waiting.LIMIT);
            assertThat(Nginx.traffic(port)).isPositive();
            container.stop("QUIT");

            SortedSet<StraceCall> calls = strace.finish();
            assertThat(calls).extracting(StraceCall::toString)
                    .contains("x86_64:accept4", "x86_64:epoll_wait", "x86_64:sendfile", "x86_64:pwrite64", "x86_64:setgid", "x86_64:exit_group")
                    .doesNotContain("x86_64:execve", "x86_64:capset", "x86_64:pivot_root")
                    .allMatch(call -> call.startsWith("x86_64:"));
        }
    }

    @Test
    void straceSeesWhatRedisDoesAfterItsExec() {
        int port = Ports.free();
        try (Rootfs rootfs = Redis.rootfs(); OciRuntime crun = new Crun();
                Container container = crun.create("testbed-redis", rootfs, Redis.spec(port));
                Strace strace = Strace.attach(container)) {
            container.start();
            Ports.await(port, Waiting.LIMIT);
            assertThat(Redis.traffic(port)).isPositive();
            container.stop("TERM");

            assertThat(strace.finish()).extracting(StraceCall::name)
                    .contains("accept4", "fdatasync", "rename", "wait4", "exit_group")
                    .doesNotContain("execve", "setuid");
        }
    }

    @Test
    void straceDistinguishesI386CallsOfA64BitProgram() {
        try (CProgram intruder = CProgram.intruder();
                Rootfs rootfs = Rootfs.create().program(intruder.executable(), "/bin/intruder");
                OciRuntime runc = new Runc();
                Container container = runc.create("testbed-abi", rootfs, OciSpec.of("/bin/intruder", "int80", "unshare"));
                Strace strace = Strace.attach(container)) {
            container.start();
            container.awaitEnd(Waiting.LIMIT);
            List<String> calls = strace.finish().stream().map(StraceCall::toString).toList();
            assertThat(calls).contains("x86_64:unshare", "x86_64:exit_group");
            assertThat(calls.contains("i386:getpid")).isEqualTo(Ia32.emulated());
            assertThat(container.output()).isEqualTo("int80: " + (Ia32.emulated() ? "done" : "Function not implemented") + "\nunshare: Operation not permitted\n");
        }
    }
}
