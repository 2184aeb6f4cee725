// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Scope;
import io.winnow.analyzer.threat.DangerousBehaviours;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a frozen workload may do: its baseline's scope, and what the profile suggested for it allows or refuses without an observation. */
public final class FrozenBaseline {

    private final Scope scope;
    private final Set<Abi> abis = EnumSet.noneOf(Abi.class);
    private final ImplicitAllowances implicitAllowances;

    /** @param implicitAllowances what the profile suggested for it allows or refuses without an observation */
    public FrozenBaseline(Baseline baseline, ImplicitAllowances implicitAllowances) {
        this.scope = new Scope(baseline);
        this.implicitAllowances = implicitAllowances;
        baseline.items(ItemKind.SYSCALL).filter(entry -> entry.getKey().stage() != Stage.SETUP).forEach(entry -> abis.add(entry.getKey().abi()));
    }

    /**
     * As what the item falls outside; empty if it does not.
     *
     * @param flags {@link io.winnow.collector.record.ItemFlags} bits
     */
    public Optional<ViolationKind> judge(Item item, int flags) {
        if (scope.covers(item, flags) || allowsImplicitly(item)) {
            return Optional.empty();
        }
        return switch (item.kind()) {
            case SYSCALL -> Optional.of(ofCall(item));
            // values are judged of calls that are allowed at all: of the others the call itself is the violation, and its dangerous values
            case ARGUMENT -> scope.covers(Item.syscall(item.abi(), item.stage(), item.nr()), 0) || DangerousBehaviours.isDangerousValue(item)
                    ? Optional.of(ViolationKind.ARGUMENT) : Optional.empty();
            case CAPABILITY -> Optional.of(ViolationKind.CAPABILITY);
            case DENIAL -> Optional.of(ViolationKind.DENIAL);
            case IO_URING -> Optional.of(ViolationKind.IO_URING);
            case EXECUTABLE -> Optional.of(ViolationKind.EXECUTABLE);
            case LEFT_CGROUP -> Optional.of(ViolationKind.LEFT_CGROUP);
            case HELD -> Optional.empty();
        };
    }

    private ViolationKind ofCall(Item item) {
        if (scope.isOfStartOnly(item)) {
            return ViolationKind.START_ONLY;
        }
        return abis.contains(item.abi()) ? ViolationKind.SYSCALL : ViolationKind.ABI;
    }

    /** Whether the suggested profile does this, or allows it, without an observation. */
    public boolean allowsImplicitly(Item item) {
        return switch (item.kind()) {
            case SYSCALL, ARGUMENT -> implicitAllowances.calls().contains(ImplicitAllowances.Call.of(item));
            case DENIAL -> implicitAllowances.denials().contains(ImplicitAllowances.IntendedRefusal.of(item)) || isAnsweredAsByKernel(item)
                    || isAnsweredByWorkload(item);
            case CAPABILITY, IO_URING, EXECUTABLE, HELD, LEFT_CGROUP -> false;
        };
    }

    /** Whether the suggested profile allows this call by tolerance, though nothing showed that the workload needs it. */
    public boolean tolerates(Item item) {
        return item.kind() == ItemKind.SYSCALL && implicitAllowances.tolerated().contains(ImplicitAllowances.Call.of(item));
    }

    /** The kernel answers a number beyond its tables with ENOSYS, and so does the profile of a workload that calls one. */
    private boolean isAnsweredAsByKernel(Item refused) {
        return refused.isBeyondTable() && Denial.errno(refused.detail()) == Errno.ENOSYS
                && scope.covers(Item.syscall(refused.abi(), refused.stage(), refused.nr()), 0);
    }

    /**
     * A filter of the workload's own answered, or its supervisor: the suggested profile allows the call, or would have answered otherwise. If
     * the profile would have answered the same, it is taken for the one that did.
     */
    private boolean isAnsweredByWorkload(Item answered) {
        if (!Denial.isOwn(answered.detail())) {
            return false;
        }
        boolean allowed = scope.covers(Item.syscall(answered.abi(), answered.stage(), answered.nr()), 0)
                || implicitAllowances.calls().contains(ImplicitAllowances.Call.of(answered));
        return allowed || Denial.isSignal(answered.detail()) || Denial.errno(answered.detail()) != implicitAllowances.refusal();
    }

    /** The system calls that a watched container may make without a report. The setup stage is left out: it is not judged. */
    public List<PolicyDocument.AllowedCalls> allowedCalls() {
        List<PolicyDocument.AllowedCalls> allowedCalls = new ArrayList<>();
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                Set<Integer> numbers = scope.syscalls(stage, abi);
                implicitAllowances.calls().stream().filter(call -> call.abi() == abi).forEach(call -> numbers.add(call.nr()));
                allowedCalls.add(new PolicyDocument.AllowedCalls(stage, abi, List.copyOf(numbers)));
            }
        }
        return allowedCalls;
    }
}
