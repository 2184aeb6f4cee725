// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.PolicyDocument;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a frozen workload may do, in the form in which one item is judged fast. The entrypoint's tree is judged as one, whether it started or
 * serves; an exec session may also do what exec sessions did before. The setup stage is the runtime's own and is not judged.
 */
public final class FrozenBaseline {

    /** Checks that need no capability of the container: the kernel's own accounting, probes, and the mounter's credentials. */
    private static final int NOT_ASKED_FOR = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN | CapabilityCheck.PROBE;

    private final Set<Item> ofEntrypoint = new HashSet<>();
    private final Set<Item> ofExecSessions = new HashSet<>();
    private final Set<Abi> abis = EnumSet.noneOf(Abi.class);
    private final Concessions concessions;

    /** @param concessions what the profile suggested for it does on its own account */
    public FrozenBaseline(Baseline baseline, Concessions concessions) {
        this.concessions = concessions;
        baseline.items().forEach((item, sighting) -> add(item, sighting.unconstrained()));
    }

    private void add(Item item, boolean unconstrained) {
        if (item.stage() == Stage.SETUP || ArgumentSet.isSet(item) && !unconstrained) {
            return;
        }
        ofExecSessions.add(canonical(item));
        if (item.stage() != Stage.EXEC) {
            ofEntrypoint.add(canonical(item));
        }
        if (item.kind() == ItemKind.SYSCALL) {
            abis.add(item.abi());
        }
    }

    /**
     * As what the item falls outside; empty where it does not.
     *
     * @param flags {@link ItemFlags} bits
     */
    public Optional<ViolationKind> judge(Item item, int flags) {
        if (item.stage() == Stage.SETUP) {
            return Optional.empty();
        }
        Set<Item> allowed = item.stage() == Stage.EXEC ? ofExecSessions : ofEntrypoint;
        return switch (item.kind()) {
            case SYSCALL -> conceded(item)
                    ? Optional.empty()
                    : outside(item, allowed, abis.contains(item.abi()) ? ViolationKind.SYSCALL : ViolationKind.ABI);
            case ARGUMENT -> conceded(item) ? Optional.empty() : argument(item, flags, allowed);
            case CAPABILITY -> capability(item, allowed);
            case DENIAL -> concessions.denials().contains(Concessions.Denial.of(item)) ? Optional.empty() : outside(item, allowed, ViolationKind.DENIAL);
            case IO_URING -> outside(item, allowed, ViolationKind.IO_URING);
            case EXECUTABLE -> ofBoundedSet(item, flags, allowed, ViolationKind.EXECUTABLE);
        };
    }

    /** The system calls that a watched container may make without a report. The setup stage is left out: it is not judged. */
    public List<PolicyDocument.Allowance> allowances() {
        List<PolicyDocument.Allowance> allowances = new ArrayList<>();
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                Set<Integer> numbers = new TreeSet<>();
                for (Item item : stage == Stage.EXEC ? ofExecSessions : ofEntrypoint) {
                    if (item.kind() == ItemKind.SYSCALL && item.abi() == abi) {
                        numbers.add(item.nr());
                    }
                }
                concessions.calls().stream().filter(call -> call.abi() == abi).forEach(call -> numbers.add(call.nr()));
                allowances.add(new PolicyDocument.Allowance(stage, abi, List.copyOf(numbers)));
            }
        }
        return allowances;
    }

    private boolean conceded(Item item) {
        return concessions.calls().contains(Concessions.Call.of(item));
    }

    private static Optional<ViolationKind> outside(Item item, Set<Item> allowed, ViolationKind kind) {
        return allowed.contains(canonical(item)) ? Optional.empty() : Optional.of(kind);
    }

    /** Values are judged of calls that are allowed at all: of the others the call itself is the violation. */
    private static Optional<ViolationKind> argument(Item item, int flags, Set<Item> allowed) {
        boolean callAllowed = allowed.contains(canonical(Item.syscall(item.abi(), item.stage(), item.nr())));
        return callAllowed ? ofBoundedSet(item, flags, allowed, ViolationKind.ARGUMENT) : Optional.empty();
    }

    /** A set that had too many values to be kept is open: whatever falls into it is inside. */
    private static Optional<ViolationKind> ofBoundedSet(Item item, int flags, Set<Item> allowed, ViolationKind kind) {
        Item set = new Item(item.kind(), item.abi(), item.stage(), item.arg() | ArgumentSet.MARK, item.nr(), 0);
        if (allowed.contains(canonical(set))) {
            return Optional.empty();
        }
        if (ArgumentSet.isSet(item)) {
            return (flags & ItemFlags.UNCONSTRAINED) != 0 ? Optional.of(kind) : Optional.empty();
        }
        return outside(item, allowed, kind);
    }

    /** What was granted before may be refused now: that is what dropping a capability means. */
    private static Optional<ViolationKind> capability(Item item, Set<Item> allowed) {
        if ((item.detail() & NOT_ASKED_FOR) != 0) {
            return Optional.empty();
        }
        Item granted = new Item(item.kind(), item.abi(), item.stage(), item.arg(), item.nr(), item.detail() | CapabilityCheck.GRANTED);
        return allowed.contains(canonical(granted)) ? Optional.empty() : outside(item, allowed, ViolationKind.CAPABILITY);
    }

    /** Without what is not judged: the stage, and of a capability check the call in progress and everything but verdict and namespace. */
    private static Item canonical(Item item) {
        return item.kind() == ItemKind.CAPABILITY
                ? new Item(item.kind(), Abi.X86_64, Stage.START, item.arg(), 0,
                        item.detail() & (CapabilityCheck.GRANTED | CapabilityCheck.INITIAL_NS | NOT_ASKED_FOR))
                : new Item(item.kind(), item.abi(), Stage.START, item.arg(), item.nr(), item.detail());
    }
}
