// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What happens to the named calls when their arguments meet all conditions.
 *
 * @param names syscalls by name, in the order written; at least one
 * @param action what happens
 * @param errno the errno of ERRNO, 0 to 4094, or the message of TRACE, 0 to 65535; empty: the runtime's EPERM
 * @param args all must hold; but if two are on the same argument, any one is enough
 */
public record Rule(List<String> names, Action action, OptionalInt errno, List<ArgCondition> args) {

    /** What a system call's name can be, known or not; nothing else gets into a profile. */
    static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]{1,64}");

    public Rule {
        names = List.copyOf(names);
        args = List.copyOf(args);
        Objects.requireNonNull(action, "action");
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a rule without names");
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not the name of a system call: " + Element.quoted(name));
            }
        }
        requireErrno(action, errno);
    }

    public static Rule allow(List<String> names) {
        return new Rule(names, Action.ALLOW, OptionalInt.empty(), List.of());
    }

    public static Rule allow(String name, ArgCondition... args) {
        return new Rule(List.of(name), Action.ALLOW, OptionalInt.empty(), List.of(args));
    }

    public static Rule refuse(String name, int errno) {
        return new Rule(List.of(name), Action.ERRNO, OptionalInt.of(errno), List.of());
    }

    static void requireErrno(Action action, OptionalInt errno) {
        if (errno.isEmpty()) {
            return;
        }
        if (!action.takesErrno()) {
            throw new IllegalArgumentException("errno=" + errno.getAsInt() + " has no meaning with " + action.ociName());
        }
        if (errno.getAsInt() < 0 || errno.getAsInt() > action.largestErrno()) {
            throw new IllegalArgumentException(
                    "errno=" + errno.getAsInt() + " is not 0 to " + action.largestErrno() + " with " + action.ociName());
        }
    }
}
