// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What runc puts before the filter: a number above the largest that the profile names is answered with ENOSYS, so that programs fall back
 * from calls that are newer than the profile (libcontainer/seccomp/patchbpf/enosys_linux.go). crun has no such thing.
 */
final class EnosysStub {

    private final Map<Abi, Integer> largest = new EnumMap<>(Abi.class);

    /** The stub for a profile; it answers nothing if the default action lets calls through, as runc then leaves it out. */
    EnosysStub(SeccompProfile profile, Iterable<Abi> abis, SyscallNames names) {
        if (profile.defaultAction().allows() || profile.defaultAction() == Action.TRACE) {
            return;
        }
        for (Abi abi : abis) {
            OptionalInt number = largest(profile, abi, names);
            if (number.isPresent() && (number.getAsInt() > 0 || abi == Abi.X32)) {
                largest.put(abi, number.getAsInt());
            }
        }
    }

    /** Whether it answers that call; the number is without the x32 bit. */
    boolean answers(Abi abi, int number) {
        return largest.containsKey(abi) && Integer.compareUnsigned(number, largest.get(abi)) > 0;
    }

    /**
     * Calls that i386 can carry in another one have a pseudo number in libseccomp there, and do not count. Nor does number 0, which runc
     * takes for none; x32 has no number 0 with its bit.
     */
    private static OptionalInt largest(SeccompProfile profile, Abi abi, SyscallNames names) {
        return profile.rules().stream()
                .flatMap(rule -> rule.names().stream())
                .filter(name -> abi != Abi.I386 || Multiplexer.of(name).isEmpty())
                .map(name -> names.number(abi, name))
                .flatMapToInt(OptionalInt::stream)
                .max();
    }
}
