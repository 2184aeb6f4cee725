// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls that the GNU C library makes only for who asks for them. Its {@code pthread_create} has the code for a thread with a priority of its own, {@code system} that for
 * a child in a session of its own, and each lock that for priorities of mutexes: attributes that a program without the functions to set them cannot have.
 */
final class AskedCalls {

    /** Before 2.34 it was several files. */
    private static final Set<String> GLIBC = Set.of("libc.so.6", "libpthread.so.0", "librt.so.1");
    private static final Asking SCHEDULING = new Asking(
            Set.of("sched_setparam", "sched_setscheduler", "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min",
                    "pthread_attr_setschedparam", "pthread_attr_setschedpolicy", "pthread_setattr_default_np", "pthread_setschedparam", "pthread_getschedparam",
                    "pthread_setschedprio", "pthread_getschedprio", "pthread_mutexattr_setprotocol", "pthread_mutexattr_setprioceiling", "pthread_mutex_setprioceiling"),
            List.of("posix_spawnattr_set", "aio_", "lio_listio"));
    /** By name of a call. */
    private static final Map<String, Asking> ASKING = Map.of(
            "sched_setparam", SCHEDULING,
            "sched_setscheduler", SCHEDULING.or("pthread_attr_setinheritsched"),
            "sched_getparam", SCHEDULING,
            "sched_getscheduler", SCHEDULING,
            "sched_get_priority_max", SCHEDULING,
            "sched_get_priority_min", SCHEDULING,
            "setpgid", Asking.by("setpgid", "setpgrp", "posix_spawnattr_setflags"),
            "setsid", Asking.by("setsid", "daemon", "login_tty", "forkpty", "posix_spawnattr_setflags"));

    /**
     * The functions by which a call is asked for.
     *
     * @param names theirs; some are exported with underscores in front, too
     * @param beginnings of names of others
     */
    private record Asking(Set<String> names, List<String> beginnings) {

        static Asking by(String... names) {
            return new Asking(Set.of(names), List.of());
        }

        Asking or(String name) {
            Set<String> more = new HashSet<>(names);
            more.add(name);
            return new Asking(more, beginnings);
        }

        boolean has(String function) {
            int start = 0;
            while (start < function.length() && function.charAt(start) == '_') {
                start++;
            }
            String name = function.substring(start);
            return names.contains(name) || beginnings.stream().anyMatch(name::startsWith);
        }
    }

    private AskedCalls() {}

    /** @param soname the name of a library */
    static boolean isGlibc(String soname) {
        return GLIBC.contains(soname);
    }

    /**
     * The calls of the C library's that cannot be made, by name.
     *
     * @param names the functions that other files refer to or can look up
     */
    static Set<String> unasked(Collection<String> names) {
        Set<String> unasked = new HashSet<>();
        ASKING.forEach((call, asking) -> {
            if (names.stream().noneMatch(asking::has)) {
                unasked.add(call);
            }
        });
        return unasked;
    }
}
