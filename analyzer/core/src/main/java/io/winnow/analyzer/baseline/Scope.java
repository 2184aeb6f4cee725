// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.risk.StartCalls;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a frozen baseline covers, in the form in which one item is looked up fast: the one rule behind what is held for review and what is a
 * violation. The entrypoint's tree is taken as one, whether it starts or serves, but for a few {@link StartCalls}; an exec session may also do what the
 * entrypoint's tree does.
 * The runtime's own steps are never reported, and allow nothing.
 */
public final class Scope {

    /** Checks that need no capability of the container: the kernel's own accounting, probes, and the mounter's credentials. */
    private static final int NEVER_A_NEED = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN | CapabilityCheck.PROBE;

    private final Baseline baseline;
    private final Set<Item> ofEntrypoint = new HashSet<>();
    private final Set<Item> ofExecSessions = new HashSet<>();
    /** Those of {@link StartCalls} that it made while it served. */
    private final Set<Item> whileServing = new HashSet<>();

    public Scope(Baseline baseline) {
        this.baseline = baseline;
        baseline.items().forEach(this::add);
        baseline.items(ItemKind.CAPABILITY).map(Map.Entry::getKey).forEach(this::addLesser);
    }

    /** If a greater capability was granted after a lesser one was refused, the lesser one may be granted instead, as the advice says. */
    private void addLesser(Item item) {
        Optional<Capability> capability = Capability.find(item.arg());
        if (item.stage() == Stage.SETUP || capability.isEmpty() || (item.detail() & CapabilityCheck.GRANTED) == 0) {
            return;
        }
        CapabilityFallback.enoughInstead(capability.get(), item.abi(), item.nr()).ifPresent(enough -> coverCheck(item, enough));
        CapabilityFallback.refused(baseline, item).forEach(lesser -> coverCheck(item, lesser));
    }

    private void coverCheck(Item granted, Capability capability) {
        cover(CapabilityFallback.sameCheck(granted, capability, granted.detail()));
    }

    private void add(Item item, Observations observations) {
        if (item.stage() == Stage.SETUP || ArgumentSet.isSet(item) && !observations.unconstrained()) {
            return;
        }
        cover(item);
    }

    private void cover(Item item) {
        Item key = key(item);
        ofExecSessions.add(key);
        if (item.stage() != Stage.EXEC) {
            ofEntrypoint.add(key);
        }
        if (item.stage() == Stage.SERVE && StartCalls.contains(item)) {
            whileServing.add(key);
        }
    }

    /** @param flags {@link ItemFlags} bits */
    public boolean covers(Item item, int flags) {
        return item.stage() == Stage.SETUP || switch (item.kind()) {
            case SYSCALL, DENIAL, IO_URING, LEFT_CGROUP -> knows(item);
            case ARGUMENT, EXECUTABLE -> ArgumentSet.isDanger(item) ? coversDanger(item, flags) : coversOfSet(item, flags);
            case CAPABILITY -> coversCheck(item);
            case HELD -> true; // what is held does nothing yet: its use is judged
        };
    }

    /** Numbers of the system calls that a stage may make. */
    public SortedSet<Integer> syscalls(Stage stage, Abi abi) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (Item item : of(stage)) {
            if (item.kind() == ItemKind.SYSCALL && item.abi() == abi && !isOfStartOnly(Item.syscall(abi, stage, item.nr()))) {
                numbers.add(item.nr());
            }
        }
        return numbers;
    }

    /** Whether it is a call while the program serves, of which the baseline knows that it makes it as it starts, and that alone. */
    public boolean isOfStartOnly(Item item) {
        return item.stage() == Stage.SERVE && StartCalls.contains(item) && ofEntrypoint.contains(key(item)) && !whileServing.contains(key(item));
    }

    /** The part of a baseline that lies outside, which of its replicas did something of it, and what is new about the circumstances. */
    public Baseline beyond(Baseline later) {
        BaselineBuilder beyond = new BaselineBuilder();
        beyond.growBeyond(baseline, this, new BaselineBuilder().join(later));
        return beyond.build();
    }

    /** A set that had too many values to be kept is open: whatever falls into it is inside. */
    private boolean coversOfSet(Item item, int flags) {
        if (knows(ArgumentSet.setOf(item))) {
            return true;
        }
        return ArgumentSet.isSet(item) ? (flags & ItemFlags.UNCONSTRAINED) == 0 : knows(item);
    }

    /** What an open set takes it takes without its dangers. If the set is closed here and the kernel kept the value, the value is judged instead. */
    private boolean coversDanger(Item item, int flags) {
        boolean valueIsJudged = !knows(ArgumentSet.setOf(item)) && (flags & ItemFlags.UNCONSTRAINED) == 0;
        return valueIsJudged || knows(item) || knows(ArgumentSet.valueOf(item));
    }

    /** What was granted before may be refused now: that is what dropping a capability means. */
    private boolean coversCheck(Item item) {
        Item granted = new Item(item.kind(), item.abi(), item.stage(), item.arg(), item.nr(), item.detail() | CapabilityCheck.GRANTED);
        return isNeverANeed(item) || knows(granted) || knows(item);
    }

    /** Whether a capability check is one that the workload passes or fails without consequence, whatever it was granted. */
    static boolean isNeverANeed(Item check) {
        return (check.detail() & NEVER_A_NEED) != 0 || !CapabilityCheck.countsAgainstGrants(check.detail());
    }

    private boolean knows(Item item) {
        return of(item.stage()).contains(key(item)) && !isOfStartOnly(item);
    }

    private Set<Item> of(Stage stage) {
        return stage == Stage.EXEC ? ofExecSessions : ofEntrypoint;
    }

    /**
     * Without what is not judged: the stage; of a capability check the call in progress and in whose
     * user namespace the container is; of an argument the flags that a library may add; of
     * a call that the workload answers itself what its supervisor answers.
     */
    private static Item key(Item item) {
        return switch (item.kind()) {
            case CAPABILITY -> new Item(item.kind(), Abi.X86_64, Stage.START, item.arg(), 0, CapabilityCheck.inInitialNamespace(item.detail()));
            case ARGUMENT -> judged(item, ArgumentMask.significant(item));
            case DENIAL -> judged(item, Denial.isOwn(item.detail()) ? Denial.OWN : item.detail());
            case SYSCALL, IO_URING, EXECUTABLE, HELD, LEFT_CGROUP -> judged(item, item.detail());
        };
    }

    private static Item judged(Item item, long detail) {
        return new Item(item.kind(), item.abi(), Stage.START, item.arg(), item.nr(), detail);
    }
}
