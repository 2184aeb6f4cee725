// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.Operator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The profile's conditions on arguments that systemd can express: the families of sockets and the kinds of namespaces. A condition that says something
 * else is left out, so that nothing is refused that the profile allows.
 */
final class SystemdRestrictions {

    private static final long LOW_HALF = 0xffff_ffffL;

    /** CLONE_NEW* by systemd's word; systemd has no word for CLONE_NEWTIME, and does not restrict it. */
    private static final Map<String, Long> NAMESPACES = new LinkedHashMap<>();

    static {
        NAMESPACES.put("mnt", 0x0002_0000L);
        NAMESPACES.put("cgroup", 0x0200_0000L);
        NAMESPACES.put("uts", 0x0400_0000L);
        NAMESPACES.put("ipc", 0x0800_0000L);
        NAMESPACES.put("user", 0x1000_0000L);
        NAMESPACES.put("pid", 0x2000_0000L);
        NAMESPACES.put("net", 0x4000_0000L);
    }

    private final SeccompProfile profile;

    SystemdRestrictions(SeccompProfile profile) {
        this.profile = profile;
    }

    /** The words of RestrictAddressFamilies=, {@code none} if there are no sockets; empty if it cannot express the profile. */
    Optional<List<String>> addressFamilies() {
        Optional<Set<Long>> values = values("socket", 0);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = values.get().stream().map(SystemdRestrictions::family).toList();
        if (!names.stream().allMatch(name -> name.startsWith("AF_"))) {
            return Optional.empty();
        }
        return Optional.of(names.isEmpty() ? List.of("none") : names);
    }

    /**
     * The words of RestrictNamespaces=, {@code yes} if none is made or entered; empty if it cannot express the profile. With it, systemd answers
     * clone3, whose flags no filter sees, with ENOSYS, and refuses setns without a kind.
     */
    Optional<List<String>> namespaces() {
        Optional<Long> cloned = cloned();
        Optional<Set<Long>> unshared = values("unshare", 0);
        Optional<Set<Long>> entered = values("setns", 1);
        if (allowing("clone3").findAny().isPresent() || cloned.isEmpty() || unshared.isEmpty() || entered.isEmpty() || entered.get().contains(0L)) {
            return Optional.empty();
        }
        long flags = cloned.get() | union(unshared.get()) | union(entered.get());
        List<String> words = NAMESPACES.entrySet().stream().filter(entry -> (entry.getValue() & flags) != 0).map(Map.Entry::getKey).toList();
        return Optional.of(words.isEmpty() ? List.of("yes") : words);
    }

    /** Calls whose conditions the two express. */
    Set<String> expressed() {
        Set<String> calls = new TreeSet<>();
        addressFamilies().ifPresent(families -> calls.add("socket"));
        namespaces().ifPresent(kinds -> calls.addAll(List.of("clone", "unshare", "setns")));
        return calls;
    }

    private static String family(long number) {
        int socket = SyscallTable.number(Abi.X86_64, "socket").orElseThrow();
        return Summary.argument(new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.START, 0, socket, number)).value();
    }

    private static long union(Collection<Long> flags) {
        return flags.stream().reduce(0L, (a, b) -> a | b);
    }

    /** Flags that a clone may have: those that its condition does not want to be clear. */
    private Optional<Long> cloned() {
        long flags = 0;
        for (Rule rule : allowing("clone").toList()) {
            if (rule.args().size() != 1) {
                return Optional.empty();
            }
            ArgCondition condition = rule.args().get(0);
            if (condition.index() != 0 || condition.operator() != Operator.MASKED_EQUAL || condition.valueTwo() != 0) {
                return Optional.empty();
            }
            flags |= ~condition.value();
        }
        return Optional.of(flags);
    }

    /** The values that an argument may have, none if the call is not allowed; empty if it may have any, or the rules are of another form. */
    private Optional<Set<Long>> values(String call, int argument) {
        Set<Long> values = new TreeSet<>(Long::compareUnsigned);
        for (Rule rule : allowing(call).toList()) {
            if (rule.args().size() != 1 || rule.args().get(0).index() != argument) {
                return Optional.empty();
            }
            ArgCondition condition = rule.args().get(0);
            if (condition.operator() == Operator.EQUAL) {
                values.add(condition.value() & LOW_HALF);
            } else if (condition.operator() == Operator.MASKED_EQUAL && condition.value() == LOW_HALF) {
                values.add(condition.valueTwo() & LOW_HALF);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private Stream<Rule> allowing(String call) {
        return profile.rules().stream().filter(rule -> rule.action().allows() && rule.names().contains(call));
    }
}
