// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Replica;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvice;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.seccomp.InstalledLibseccomp;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an operator should know before using an advice. */
final class Warnings {

    /** From how many on one that differs is odd. */
    private static final int MANY_REPLICAS = 5;

    private final Workload workload;
    private final Baseline baseline;
    private final ProfileCalls calls;
    private final Set<Stage> stages;
    private final List<Warning> warnings = new ArrayList<>();

    private Warnings(Workload workload, ProfileCalls calls, Set<Stage> stages) {
        this.workload = workload;
        this.baseline = workload.baseline();
        this.calls = calls;
        this.stages = stages;
    }

    static List<Warning> of(
            Workload workload, ProfileCalls calls, RequiredRuntimeCalls runtimeCallSets, CapabilityAdvice capabilities, Optional<Reach> reach,
            AdviceOptions options, Optional<InstalledLibseccomp> libseccomp) {
        Warnings all = new Warnings(workload, calls, options.stages());
        runtimeCallSets.missing().forEach(all::runtimeCalls);
        all.completeness();
        reach.ifPresentOrElse(all::unseen, () -> all.noReach(options.tolerance()));
        calls.blockedInUse().forEach(all::blocked);
        calls.used().forEach(all::dangerous);
        calls.unasked().forEach(all::dangerousByOption);
        all.oneReplica();
        all.ioUring();
        all.leftCgroup();
        all.otherAbis();
        calls.unnamed().forEach(all::unnamed);
        libseccomp.ifPresent(all::unknownNames);
        all.execSessions();
        all.refusals();
        capabilities.warnings().forEach(text -> all.add(Warning.Kind.CAPABILITY, "capabilities", text));
        return all.warnings;
    }

    private void runtimeCalls(String missing) {
        add(Warning.Kind.NO_RUNTIME_CALLS, missing,
                "no runtime calls are known of " + missing + ", so that the container may not start under it: start one there while it is"
                        + " watched");
    }

    private void completeness() {
        for (GapReason gap : baseline.partialReasons()) {
            add(Warning.Kind.PARTIAL, gap.label(), gap.sentence());
        }
        if (baseline.gaps().containsKey(GapReason.SETUP_FULL)) {
            add(Warning.Kind.NO_RUNTIME_CALLS, GapReason.SETUP_FULL.label(), GapReason.SETUP_FULL.sentence());
        }
        add(Warning.Kind.RESTS_ON, workload.id().name(), Completeness.of(baseline).sentence());
        if (workload.state() == BaselineState.LEARNING) {
            add(Warning.Kind.STILL_LEARNING, workload.id().name(), "the baseline is still learning: the workload may need more than this");
        }
    }

    /** What the programs can call and were not seen to. */
    private void unseen(Reach reach) {
        SortedSet<String> unseen = UnseenCalls.of(reach, workload.baseline());
        if (!unseen.isEmpty()) {
            add(Warning.Kind.RESTS_ON, "reach", "its programs can make " + unseen.size() + " system calls that were not seen: " + Texts.some(unseen));
        }
        if (!reach.isUpperBound()) {
            add(Warning.Kind.RESTS_ON, "reach", "it is not known of all of its programs what they can call: " + reach.gaps().first().file() + " was not analysed in full");
        }
    }

    private void noReach(Tolerance tolerance) {
        if (tolerance == Tolerance.REACH) {
            add(Warning.Kind.RESTS_ON, "reach", "it is not known what its programs can call, so that the profile tolerates no more than siblings of what was seen");
        }
    }

    private void blocked(String name) {
        String who = calls.used().contains(name) ? "the workload used it" : "its runtime uses it, and may not start the container";
        add(Warning.Kind.BLOCKED_IN_USE, name, name + " is blocked by option, and " + who);
    }

    private void dangerous(String name) {
        CallRisks.danger(name).ifPresent(risk -> add(
                Warning.Kind.DANGEROUS_SYSCALL, name, name + " is in use: it " + risk + " (" + firstReason(name) + ")"));
        if (name.equals(ProfileCalls.CLONE3) && calls.clone3()) {
            add(Warning.Kind.DANGEROUS_SYSCALL, name,
                    "clone3 is allowed because it was used: its flags lie in memory, so that no filter can keep it from making namespaces;"
                            + " it can be answered with \"not implemented\" instead");
        }
    }

    private void dangerousByOption(String name) {
        CallRisks.danger(name).ifPresent(risk -> add(
                Warning.Kind.DANGEROUS_SYSCALL, name, name + " is allowed by option though it was not seen: it " + risk));
    }

    /** What one of many replicas did alone may be an attacker's work. */
    private void oneReplica() {
        int replicas = baseline.replicas().size();
        if (replicas < MANY_REPLICAS) {
            return;
        }
        baseline.replicas().forEach((id, replica) -> {
            TreeSet<String> alone = new TreeSet<>();
            replica.incidence().keySet().stream()
                    .filter(item -> item.kind() == ItemKind.SYSCALL && stages.contains(item.stage()))
                    .filter(item -> baseline.replicas().values().stream().filter(other -> does(other, item)).limit(2).count() == 1)
                    .forEach(item -> SyscallTable.name(item.abi(), item.nr()).ifPresent(alone::add));
            if (!alone.isEmpty()) {
                add(Warning.Kind.ONE_REPLICA, id, "of " + replicas + " replicas only one, slot " + id + ", made these calls: " + String.join(", ", alone)
                        + "; make sure that they belong to the workload, or block them");
            }
        });
    }

    private boolean does(Replica replica, Item item) {
        return stages.stream().anyMatch(stage -> replica.incidence().containsKey(Item.syscall(item.abi(), stage, item.nr())));
    }

    private String firstReason(String name) {
        List<Reason> reasons = calls.reasons().getOrDefault(name, List.of());
        return reasons.isEmpty() ? "blocked by option" : reasons.get(0).text();
    }

    private void ioUring() {
        TreeSet<Long> opcodes = new TreeSet<>();
        baseline.items(ItemKind.IO_URING)
                .filter(entry -> stages.contains(entry.getKey().stage()))
                .forEach(entry -> opcodes.add(entry.getKey().detail()));
        Optional<String> call = calls.used().stream().filter(name -> name.startsWith("io_uring_")).findFirst();
        if (call.isPresent() || !opcodes.isEmpty()) {
            add(Warning.Kind.IO_URING, "io_uring",
                    "io_uring is in use, opcodes " + opcodes + call.map(name -> " (" + firstReason(name) + ")").orElse("")
                            + ": what is done through it passes no filter; allow it only if it is meant");
        }
    }

    private void leftCgroup() {
        baseline.items(ItemKind.LEFT_CGROUP).findFirst().ifPresent(entry -> add(Warning.Kind.LEFT_CGROUP, "cgroup",
                "processes left the container's cgroup, and with it the container's limits ("
                        + Texts.seen(entry.getKey().stage(), entry.getKey().abi(), entry.getValue()) + ")"));
    }

    private void otherAbis() {
        for (Abi abi : calls.abis()) {
            if (abi != Abi.X86_64) {
                add(Warning.Kind.OTHER_ABI, abi.label(), "system calls were made through the " + abi.label() + " ABI, which the profile allows");
            }
        }
    }

    private void unnamed(Item item) {
        if (item.isBeyondTable()) {
            add(Warning.Kind.UNNAMED_SYSCALL, item.abi().label(),
                    "numbers beyond the kernel's tables were called through " + item.abi().label() + ": the kernel answers them with ENOSYS, and"
                            + " so that the profile does too, it answers every call that it does not allow with ENOSYS instead of EPERM");
            return;
        }
        add(Warning.Kind.UNNAMED_SYSCALL, String.valueOf(item.nr()),
                "call " + item.nr() + " of " + item.abi().label() + " was made, which no table names: the profile cannot allow it");
    }

    private void unknownNames(InstalledLibseccomp libseccomp) {
        Set<String> allowed = calls.reasons().keySet();
        libseccomp.remark(allowed).ifPresent(text -> add(Warning.Kind.UNKNOWN_NAME, String.join(", ", libseccomp.unknown(allowed)), text));
    }

    private void execSessions() {
        if (stages.contains(Stage.EXEC)) {
            return;
        }
        TreeSet<String> left = new TreeSet<>();
        for (Abi abi : Abi.values()) {
            baseline.syscalls(Stage.EXEC, abi).forEach(nr -> SyscallTable.name(abi, nr).ifPresent(left::add));
        }
        left.removeAll(calls.reasons().keySet());
        if (!left.isEmpty()) {
            add(Warning.Kind.EXEC_SESSIONS, "exec",
                    "exec sessions made calls that the profile does not allow: " + String.join(", ", left)
                            + "; if those are probes, include exec sessions");
        }
    }

    private void refusals() {
        baseline.items(ItemKind.DENIAL).forEach(this::refusal);
    }

    private void refusal(Map.Entry<Item, Observations> entry) {
        Item item = entry.getKey();
        String name = SyscallTable.name(item.abi(), item.nr()).orElse("call " + item.nr() + " of " + item.abi().label());
        String how = Denial.isSignal(item.detail()) ? "with a signal" : "with errno " + Denial.errno(item.detail());
        if (Denial.isOwn(item.detail())) {
            add(Warning.Kind.ANSWERED_CALL, name,
                    name + " was answered inside the container " + how + ", by a filter of the workload's own or by its supervisor: "
                            + (Denial.isSignal(item.detail()) ? "that outranks the profile, which does not allow the call"
                                    : "the profile allows the call, so that the answer stays the workload's")
                            + " (" + Texts.seen(item.stage(), item.abi(), entry.getValue()) + ")");
            return;
        }
        add(Warning.Kind.REFUSED_CALL, name,
                name + " was refused while learning " + how + ", so that it is not allowed ("
                        + Texts.seen(item.stage(), item.abi(), entry.getValue()) + ")");
    }

    private void add(Warning.Kind kind, String subject, String text) {
        warnings.add(new Warning(kind, subject, text));
    }
}
