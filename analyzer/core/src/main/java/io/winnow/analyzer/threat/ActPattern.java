// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which acts a row of the table is about: calls, alone or with certain values of an argument; uses of capabilities; starts of programs by their path; or
 * circumstances. Numbers are hexadecimal in the table.
 */
final class ActPattern {

    /** What the kernel takes as an int. */
    private static final String INT = "0xffffffff";

    private static final Set<ItemKind> OF_CALLS = EnumSet.of(ItemKind.SYSCALL, ItemKind.DENIAL, ItemKind.ARGUMENT);
    private static final String SETSOCKOPT = "setsockopt";

    private final Set<String> calls;
    private final int argument;
    private final long mask;
    private final Set<Long> values;
    private final long bits;
    private final Set<Capability> capabilities;
    private final List<String> programs;
    private final Set<Circumstance> circumstances;

    /**
     * @param calls names; all ABIs count
     * @param argument index of the argument that decides, counted from 0; null if the call alone does
     * @param mask of the argument's bits that are compared; null for the lower 32
     * @param values of those bits
     * @param bits any of which is enough; null for none
     * @param programs starts of paths
     */
    ActPattern(
            @JsonProperty("calls") Set<String> calls, @JsonProperty("argument") Integer argument, @JsonProperty("mask") String mask,
            @JsonProperty("values") List<String> values, @JsonProperty("bits") String bits, @JsonProperty("capabilities") Set<Capability> capabilities,
            @JsonProperty("programs") List<String> programs, @JsonProperty("circumstances") Set<Circumstance> circumstances) {
        this.calls = calls == null ? Set.of() : Set.copyOf(calls);
        this.argument = argument == null ? -1 : argument;
        this.mask = number(mask == null ? INT : mask);
        this.values = values == null ? Set.of() : values.stream().map(ActPattern::number).collect(Collectors.toUnmodifiableSet());
        this.bits = bits == null ? 0 : number(bits);
        this.capabilities = capabilities == null ? Set.of() : Set.copyOf(capabilities);
        this.programs = programs == null ? List.of() : List.copyOf(programs);
        this.circumstances = circumstances == null ? Set.of() : Set.copyOf(circumstances);
    }

    Set<String> calls() {
        return calls;
    }

    /** Whether a value of an argument decides. */
    boolean ofArgument() {
        return argument >= 0;
    }

    /** Whether there is anything that it can match. */
    boolean canMatch() {
        return !(calls.isEmpty() && capabilities.isEmpty() && programs.isEmpty() && circumstances.isEmpty()) && ofArgument() != (values.isEmpty() && bits == 0);
    }

    boolean matches(ObservedAct act) {
        if (act.circumstances().stream().anyMatch(circumstances::contains)) {
            return true;
        }
        Item item = act.item();
        if (item == null) {
            return false;
        }
        return switch (item.kind()) {
            case CAPABILITY -> Capability.find(item.arg()).filter(capabilities::contains).isPresent();
            case EXECUTABLE -> programs.stream().anyMatch(act.program()::startsWith);
            case SYSCALL, DENIAL, ARGUMENT -> ofCall(item, act.arguments());
            case IO_URING, LEFT_CGROUP, HELD -> false;
        };
    }

    private boolean ofCall(Item item, List<Long> arguments) {
        if (calls.isEmpty() || !OF_CALLS.contains(item.kind()) || SyscallTable.name(item.abi(), item.nr()).filter(calls::contains).isEmpty()) {
            return false;
        }
        if (!ofArgument()) {
            return true;
        }
        if (item.kind() == ItemKind.ARGUMENT) {
            return !ArgumentSet.isSet(item) && ArgumentSet.index(item) == argument && decides(item.detail());
        }
        return arguments.size() > argument && decides(value(arguments));
    }

    /** An option of a socket is named by two arguments, the level first. */
    private long value(List<Long> arguments) {
        return calls.contains(SETSOCKOPT) ? arguments.get(1) << Integer.SIZE | arguments.get(2) & number(INT) : arguments.get(argument);
    }

    private boolean decides(long value) {
        return (value & bits) != 0 || values.contains(value & mask);
    }

    private static long number(String hexadecimal) {
        if (!hexadecimal.startsWith("0x")) {
            throw new IllegalArgumentException("not a hexadecimal number: " + hexadecimal);
        }
        return Long.parseUnsignedLong(hexadecimal.substring(2), 16);
    }
}
