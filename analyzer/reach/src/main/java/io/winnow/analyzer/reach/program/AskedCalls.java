// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Calls that the GNU C library makes only for who asks for them. Its {@code pthread_create} has the code for a thread with a priority of its own, {@code system} that for
 * a child in a session of its own, and each lock that for priorities of mutexes: attributes that a program without the functions to set them cannot have.
 */
final class AskedCalls {

    /** Before 2.34 it was several files. */
    private static final Set<String> GLIBC = Set.of("libc.so.6", "libpthread.so.0", "librt.so.1");
    private static final String SCHEDULING = "sched_(?:setparam|setscheduler|getparam|getscheduler|get_priority_max|get_priority_min)"
            + "|pthread_attr_setsched(?:param|policy)|pthread_setattr_default_np|pthread_[sg]etsched(?:param|prio)"
            + "|pthread_mutexattr_set(?:protocol|prioceiling)|pthread_mutex_setprioceiling|posix_spawnattr_set\\w+|aio_\\w+|lio_listio\\w*";
    /** Name of a call, and the names of functions by which it is asked for. */
    private static final Map<String, Pattern> ASKING = Map.of(
            "sched_setparam", names(SCHEDULING),
            "sched_setscheduler", names(SCHEDULING + "|pthread_attr_setinheritsched"),
            "sched_getparam", names(SCHEDULING),
            "sched_getscheduler", names(SCHEDULING),
            "sched_get_priority_max", names(SCHEDULING),
            "sched_get_priority_min", names(SCHEDULING),
            "setpgid", names("setpgid|setpgrp|posix_spawnattr_setflags"),
            "setsid", names("setsid|daemon|login_tty|forkpty|posix_spawnattr_setflags"));

    private AskedCalls() {}

    /** @param soname the name of a library */
    static boolean isGlibc(String soname) {
        return GLIBC.contains(soname);
    }

    /**
     * Whether a call of the C library's can be made.
     *
     * @param names the functions that other files refer to or can look up
     */
    static boolean isAsked(String call, Collection<String> names) {
        Pattern asking = ASKING.get(call);
        return asking == null || names.stream().anyMatch(name -> asking.matcher(name).matches());
    }

    /** Some are exported with underscores in front, too. */
    private static Pattern names(String names) {
        return Pattern.compile("_*(?:" + names + ")");
    }
}
