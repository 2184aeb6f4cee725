// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.reach.Reach;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The system calls that a profile has to allow, by name, and why. */
final class ProfileCalls {

    static final String CLONE3 = "clone3";

    /** In the order of {@link Reason.Essential}'s words. */
    private static final List<String> ESSENTIAL = List.of("exit", "exit_group", "rt_sigreturn", "restart_syscall");

    private final SortedMap<String, List<Reason>> reasons = new TreeMap<>();
    private final Set<String> used = new TreeSet<>();
    private final Set<String> blockedInUse = new TreeSet<>();
    private final Set<Item> unnamed = new LinkedHashSet<>();
    private final Set<Abi> abis = EnumSet.of(Abi.X86_64);
    private final Set<Capability> capabilities;
    private final boolean clone3;

    /**
     * @param reach what its programs can call at most, if it is known
     * @param capabilities that the workload is advised to have
     */
    ProfileCalls(
            Baseline baseline, Map<RuntimeCallsKey, RuntimeCalls> runtimeCallSets, Optional<Reach> reach, Set<Capability> capabilities, AdviceOptions options) {
        this.capabilities = Set.copyOf(capabilities);
        workload(baseline, options.stages());
        answered(baseline, options.stages());
        runtimeCallSets.forEach(this::runtimeCalls);
        ESSENTIAL.forEach(name -> allow(name, new Reason.Essential()));
        if (Threads.madeBy(baseline, options.stages())) {
            Threads.CALLS.forEach(name -> allow(name, new Reason.OfThreads()));
        }
        VdsoCalls.of(abis).forEach(name -> allow(name, new Reason.OfVdso()));
        clone3 = settleClone3(options);
        if (options.tolerance() != Tolerance.EXACT) {
            tolerate(seenAndNotBlocked(options), options.tolerance() == Tolerance.REACH ? reach : Optional.empty());
        }
        options.alwaysBlock().forEach(this::block);
        options.alwaysAllow().stream()
                .filter(name -> !options.alwaysBlock().contains(name))
                .forEach(name -> allow(name, new Reason.AlwaysAllowed()));
    }

    /** Names in order, each with at least one reason. */
    SortedMap<String, List<Reason>> reasons() {
        return Collections.unmodifiableSortedMap(reasons);
    }

    /** Names that the workload itself used. */
    Set<String> used() {
        return used;
    }

    /** Names that were needed, and are refused because the operator said so. */
    Set<String> blockedInUse() {
        return blockedInUse;
    }

    /** Names that are allowed because the operator said so, and for no other reason. */
    Set<String> unasked() {
        Set<String> names = new TreeSet<>();
        reasons.forEach((name, why) -> {
            if (why.stream().allMatch(Reason.AlwaysAllowed.class::isInstance)) {
                names.add(name);
            }
        });
        return names;
    }

    /** What the workload used and no table names. */
    Set<Item> unnamed() {
        return unnamed;
    }

    /** Whether the workload called numbers that no table of the kernel reaches. */
    boolean beyondTable() {
        return unnamed.stream().anyMatch(Item::isBeyondTable);
    }

    /** The ABIs that the workload used, and that of the runtime. */
    Set<Abi> abis() {
        return abis;
    }

    /** Whether {@code clone3} is allowed; otherwise it has to be answered with ENOSYS. */
    boolean clone3() {
        return clone3;
    }

    private void workload(Baseline baseline, Set<Stage> stages) {
        baseline.items(ItemKind.SYSCALL).forEach(entry -> {
            Item item = entry.getKey();
            if (!stages.contains(item.stage())) {
                return;
            }
            SyscallTable.name(item.abi(), item.nr()).ifPresentOrElse(
                    name -> {
                        used.add(name);
                        allow(name, new Reason.Seen(item.stage(), item.abi(), entry.getValue()));
                    },
                    () -> unnamed.add(item));
            abis.add(item.abi());
        });
    }

    /**
     * What the workload answers itself. Of several filters' answers an errno outranks a supervisor's or tracer's: the profile has to allow the
     * call. A signal outranks both.
     */
    private void answered(Baseline baseline, Set<Stage> stages) {
        baseline.items(ItemKind.DENIAL).forEach(entry -> {
            Item item = entry.getKey();
            if (stages.contains(item.stage()) && Denial.isOwn(item.detail()) && !Denial.isSignal(item.detail())) {
                SyscallTable.name(item.abi(), item.nr()).ifPresent(name -> allow(name, new Reason.Answered(item.stage(), item.abi(), entry.getValue())));
                abis.add(item.abi());
            }
        });
    }

    private void runtimeCalls(RuntimeCallsKey key, RuntimeCalls set) {
        for (int nr : set.numbers()) {
            SyscallTable.name(Abi.X86_64, nr).ifPresent(name -> allow(name, new Reason.OfRuntime(key)));
        }
    }

    /** If it is not allowed, a program that used it takes clone. */
    private boolean settleClone3(AdviceOptions options) {
        boolean wanted = options.clone3() == AdviceOptions.Clone3.AS_SEEN && used.contains(CLONE3) || options.alwaysAllow().contains(CLONE3);
        if (wanted && !options.alwaysBlock().contains(CLONE3)) {
            return true;
        }
        if (reasons.remove(CLONE3) != null) {
            allow("clone", new Reason.InsteadOfClone3());
        }
        return false;
    }

    /** The greatest number that the profile names in any case: {@code clone3} is named if only to be refused. */
    private int newest() {
        return Stream.concat(reasons.keySet().stream(), Stream.of(CLONE3))
                .flatMap(name -> abis.stream().map(abi -> SyscallTable.number(abi, name)))
                .flatMapToInt(OptionalInt::stream)
                .max()
                .orElseThrow();
    }

    private Set<String> seenAndNotBlocked(AdviceOptions options) {
        Set<String> seen = new TreeSet<>(used);
        seen.removeAll(options.alwaysBlock());
        return seen;
    }

    /** @param reach if the tolerance is {@link Tolerance#REACH} and it is known: then a sibling that is out of it is left out */
    private void tolerate(Set<String> seen, Optional<Reach> reach) {
        int newest = newest();
        ToleratedCalls.exchanged(seen, abis, newest).forEach(this::tolerate);
        ToleratedCalls.siblings(seen, abis, newest).forEach((name, reason) -> {
            if (reach.isEmpty() || !ToleratedCalls.isOutOf(reach.get(), name, abis)) {
                tolerate(name, reason);
            }
        });
        if (reach.isPresent()) {
            ToleratedCalls.reachable(reach.get(), seen, abis, newest, capabilities).forEach(this::tolerate);
            ToleratedCalls.advice(seen, abis, newest).forEach(this::tolerate);
        }
    }

    private void tolerate(String name, Reason reason) {
        reasons.putIfAbsent(name, new ArrayList<>(List.of(reason)));
    }

    private void block(String name) {
        List<Reason> why = reasons.remove(name);
        if (why != null && !why.stream().allMatch(Reason::tolerated)) {
            blockedInUse.add(name);
        }
    }

    private void allow(String name, Reason reason) {
        reasons.computeIfAbsent(name, any -> new ArrayList<>()).add(reason);
    }
}
