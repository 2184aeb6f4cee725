// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.risk.CallPattern;
import io.winnow.analyzer.risk.Vulnerabilities;
import io.winnow.analyzer.risk.Vulnerability;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Which of the known faults of the kernel a container can still reach by system calls under a profile and with its capabilities, whatever the kernel
 * it runs on. Paths that need no call of their own, as of a file that is only read, are not looked at.
 *
 * @param known how many faults are known
 * @param left those that can be reached, in the order of their numbers
 */
public record Exposure(int known, List<Vulnerability> left) {

    /** With CLONE_NEWUSER; of clone3 no filter sees the flags. */
    private static final List<CallPattern> MAKE_USER_NAMESPACE =
            Stream.of("unshare(0=0x10000000)", "clone(0=0x10000000)", "clone3").map(CallPattern::parse).toList();

    public Exposure {
        left = List.copyOf(left);
    }

    /** @param capabilities that the container has in its own user namespace */
    public static Exposure of(SeccompProfile profile, Set<Capability> capabilities) {
        Map<Abi, Answers> answers = new EnumMap<>(Abi.class);
        for (Abi abi : Abi.values()) {
            Answers ofAbi = new Answers(profile, abi);
            if (ofAbi.known()) {
                answers.put(abi, ofAbi);
            }
        }
        boolean namespaces = MAKE_USER_NAMESPACE.stream().anyMatch(call -> allows(answers, call));
        List<Vulnerability> all = Vulnerabilities.all();
        return new Exposure(all.size(), all.stream()
                .filter(one -> one.capability().map(needed -> capabilities.contains(needed) || namespaces && one.inOwnNamespace()).orElse(true))
                .filter(one -> one.calls().stream().allMatch(any -> any.stream().anyMatch(call -> allows(answers, call))))
                .toList());
    }

    /** Of a side of a comparison; if it says nothing about capabilities, with Docker's default ones. */
    public static Exposure of(Side side) {
        return of(side.profile(), side.capabilities().orElse(Capability.dockerDefault()));
    }

    private static boolean allows(Map<Abi, Answers> answers, CallPattern call) {
        return answers.entrySet().stream()
                .filter(entry -> call.abi().map(entry.getKey()::equals).orElse(true))
                .filter(entry -> SyscallTable.number(entry.getKey(), call.syscall()).isPresent())
                .anyMatch(entry -> allows(entry.getValue().of(call.syscall()), call.arguments()));
    }

    private static boolean allows(CallAnswer answer, SortedMap<Integer, Long> arguments) {
        return answer.mayAllow() && arguments.entrySet().stream().allMatch(argument -> answer.mayAllow(argument.getKey(), argument.getValue()));
    }
}
