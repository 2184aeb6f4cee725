// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The set that Winnow learns of a runtime is what the runtime needs behind its filter: a container whose profile holds that set, and
 * the calls of its program, starts; without any one of them it does not, beyond a few that are listed here. The program is linked
 * statically and makes two calls, so that every other one is the runtime's.
 */
@ExtendWith(SharedHost.class)
class RuntimeCallsIT {
    private static final String SOURCE = """
            static long call(long number, long a, long b, long c) {
                long result;
                __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
                return result;
            }
            void _start(void) {
                call(1, 1, (long) "started\\n", 8);
                call(LAST, 0, 0, 0);
            }
            """;
    private static final Set<String> OF_PROGRAM = Set.of("write", "exit_group");
    /** Every profile allows these, seen or not: on a busy host a thread of runc ends, or is interrupted, in one start of sixty and not in the others. */
    private static final Set<String> ESSENTIAL = Set.of("exit", "exit_group", "rt_sigreturn", "restart_syscall");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Go's scheduler, garbage collector and threads may make these at any moment: kept because the next start may need them. A thread of runc comes by
     * pthread_create, as runc contains C: that is clone3, and clone if the kernel has no clone3.
     */
    private static final Set<String> OF_GO = Set.of("clone", "clone3", "epoll_ctl", "epoll_pwait", "futex", "getpid", "gettid", "madvise", "mmap",
            "mprotect", "munmap", "nanosleep", "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_yield",
            "set_robust_list", "sigaltstack", "tgkill");
    /**
     * What a runtime asks and goes on without an answer; what it does only if create and start are two calls (the wait for the start); and what it did for other
     * containers of this host, as runc gives the output of one that runs as another user to that user (fchown).
     */
    private static final Map<String, Set<String>> TAKEN = Map.of(
            "runc", Set.of("faccessat2", "fchown", "fcntl", "getppid", "newfstatat", "prctl"),
            "crun", Set.of("close", "prctl", "pselect6", "read", "rt_sigaction", "rt_sigprocmask", "umask"));

    @ParameterizedTest(name = "{0} noNewPrivileges={1}")
    @CsvSource({"runc, false", "runc, true", "crun, false", "crun, true"})
    void noCallOfTheRuntimeCallsIsSuperfluousAndNoneIsMissing(String name, boolean noNewPrivileges, Host host) {
        OciRuntime runtime = host.runtime(name);
        String id = "runtime-calls-" + name + (noNewPrivileges ? "-nnp" : "");
        try (CProgram stays = CProgram.compileFreestanding("stays", SOURCE.replace("LAST", "34")); // pause
                CProgram ends = CProgram.compileFreestanding("ends", SOURCE.replace("LAST", "231")); // exit_group
                Rootfs rootfs = Rootfs.create().program(stays.executable(), "/stays").program(ends.executable(), "/ends")) {
            OciSpec spec = OciSpec.of("/ends").withNoNewPrivileges(noNewPrivileges);
            Instant began = Instant.now();
            try (Container container = runtime.start(id, rootfs, spec.withArgs("/stays"))) {
                host.baselines().running(id);
                container.signal("KILL");
            }
            host.baselines().afterTheEnd(id, began);
            Set<String> runtimeCalls = host.winnow().runtimeCalls(name, noNewPrivileges, began);

            Set<String> all = new TreeSet<>(runtimeCalls);
            all.addAll(OF_PROGRAM);
            all.addAll(ESSENTIAL);
            assertThat(starts(runtime, id, rootfs, spec, all)).as("starts with %s", all).isTrue();
            Set<String> survived = new TreeSet<>();
            for (String each : runtimeCalls) {
                Set<String> less = new TreeSet<>(all);
                less.remove(each);
                if (!OF_PROGRAM.contains(each) && starts(runtime, id, rootfs, spec, less)) {
                    survived.add(each);
                }
            }
            Set<String> needed = new TreeSet<>(runtimeCalls);
            needed.removeAll(survived);
            System.out.println(id + ": needed " + needed + ", survived without " + survived);
            assertThat(needed).contains("execve");
            survived.removeAll(TAKEN.get(name));
            if (name.equals("runc")) {
                survived.removeAll(OF_GO);
            }
            assertThat(survived).as("superfluous").isEmpty();
        }
    }

    private static boolean starts(OciRuntime runtime, String id, Rootfs rootfs, OciSpec spec, Collection<String> allowed) {
        Shell.Result result = runtime.run(id + "-confined", rootfs, spec.withSeccomp(profile(allowed)), LIMIT);
        return result.exit() == 0 && result.out().equals("started\n");
    }

    private static ObjectNode profile(Collection<String> allowed) {
        ObjectNode profile = new ObjectMapper().createObjectNode();
        profile.put("defaultAction", "SCMP_ACT_ERRNO");
        profile.putArray("architectures").add("SCMP_ARCH_X86_64");
        ObjectNode rule = profile.putArray("syscalls").addObject();
        ArrayNode names = rule.putArray("names");
        List.copyOf(allowed).forEach(names::add);
        rule.put("action", "SCMP_ACT_ALLOW");
        return profile;
    }
}
