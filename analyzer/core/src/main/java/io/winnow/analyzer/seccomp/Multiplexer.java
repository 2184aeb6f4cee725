// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The two system calls of i386 that carry many others, chosen by their first argument.
 *
 * <p>A rule for one of the carried calls becomes two there: one for the direct call, if there is one, and one for the carrier, whose first
 * argument must be the call's number. The other arguments of the carrier are pointers, so that conditions on them mean nothing there;
 * libseccomp keeps them nevertheless, and replaces the one on the first argument (src/syscalls.c, {@code abi_rule_add}).
 */
public enum Multiplexer {
    /** Numbers from include/uapi/linux/net.h, {@code SYS_SOCKET} and on. */
    SOCKETCALL(
            "socketcall",
            "socket bind connect listen accept getsockname getpeername socketpair send recv sendto recvfrom shutdown setsockopt getsockopt"
                    + " sendmsg recvmsg accept4 recvmmsg sendmmsg"),
    /** Numbers from include/uapi/linux/ipc.h, {@code SEMOP} and on; those in between, dashes here, are not used. */
    IPC(
            "ipc",
            "semop semget semctl semtimedop - - - - - - msgsnd msgrcv msgget msgctl - - - - - - shmat shmdt shmget shmctl");

    private final String carrier;
    private final Map<String, Integer> calls = new HashMap<>();

    Multiplexer(String carrier, String namesFromOne) {
        this.carrier = carrier;
        int number = 0;
        for (String name : namesFromOne.split(" ")) {
            calls.put(name, ++number);
        }
        calls.remove("-");
    }

    /** The name of the call that carries the others. */
    String carrier() {
        return carrier;
    }

    /** What the carrier's first argument is for that call. */
    int call(String name) {
        return calls.get(name);
    }

    /** The call that the carrier carries where its first argument is this; empty if there is none. */
    public Optional<String> carried(long call) {
        return calls.entrySet().stream().filter(entry -> entry.getValue() == call).map(Map.Entry::getKey).findFirst();
    }

    /** Who carries that call; empty for most. */
    static Optional<Multiplexer> of(String name) {
        for (Multiplexer multiplexer : values()) {
            if (multiplexer.calls.containsKey(name)) {
                return Optional.of(multiplexer);
            }
        }
        return Optional.empty();
    }
}
