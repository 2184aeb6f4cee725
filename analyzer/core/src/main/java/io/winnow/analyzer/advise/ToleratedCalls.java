// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.risk.RiskClass;
import io.winnow.analyzer.risk.Siblings;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The calls that a profile allows though neither the workload nor its runtime was seen to make them. A dangerous one is never among them, and none that is newer than
 * all that the profile names without them: runc answers what is newer than all that a profile names with "not implemented", so that a C library takes an older call.
 * If such a call were named, those between would be answered with EPERM instead, and no library takes another call then.
 */
final class ToleratedCalls {

    private static final Set<String> ADVICE = Set.of("fadvise64", "fadvise64_64");

    private ToleratedCalls() {}

    /**
     * What other versions of C libraries and runtimes make in place of what was seen or beside it, each with its reason.
     *
     * @param seen names of calls that the workload made
     * @param abis that the workload used
     * @param newest number that the profile names
     */
    static SortedMap<String, Reason> exchanged(Set<String> seen, Set<Abi> abis, int newest) {
        SortedMap<String, Reason> exchanged = new TreeMap<>();
        for (Siblings.Exchange exchange : Siblings.exchanges()) {
            exchange.before().stream().filter(seen::contains).findFirst().ifPresent(call -> exchange.after().stream()
                    .filter(name -> !seen.contains(name) && mayBeAdded(name, abis, newest))
                    .forEach(name -> exchanged.putIfAbsent(name, new Reason.Exchanged(call, exchange))));
        }
        return exchanged;
    }

    /**
     * Siblings of what was seen, each with its reason. Without {@code clone3}: its flags lie in memory, where no filter sees them, and a C library that
     * hears "not implemented" takes {@code clone}.
     *
     * @param seen names of calls that the workload made
     * @param abis that the workload used
     * @param newest number that the profile names
     */
    static SortedMap<String, Reason> siblings(Set<String> seen, Set<Abi> abis, int newest) {
        SortedMap<String, Reason> siblings = new TreeMap<>();
        for (String call : seen) {
            Siblings.of(call).ifPresent(found -> found.since().keySet().stream()
                    .filter(name -> !seen.contains(name) && mayBeAdded(name, abis, newest))
                    .forEach(name -> siblings.putIfAbsent(name, new Reason.Sibling(name, call, found))));
        }
        return siblings;
    }

    /**
     * What the programs can reach, each with its reason, if it is harmless. A call that an argument can make dangerous is left out, but {@code clone}, whose rule
     * allows no namespaces, and one of which harmless values are known, whose rule allows these; and one that the workload's capabilities make vain.
     *
     * @param seen names of calls that the workload made
     * @param abis that the workload used
     * @param newest number that the profile names
     * @param capabilities that the workload is advised to have
     */
    static SortedMap<String, Reason> reachable(Reach reach, Set<String> seen, Set<Abi> abis, int newest, Set<Capability> capabilities) {
        Set<RiskClass> harmless = EnumSet.of(RiskClass.OWN, RiskClass.FILE);
        if (seen.stream().anyMatch(name -> CallRisks.of(name) == RiskClass.NETWORK)) {
            harmless.add(RiskClass.NETWORK);
        }
        SortedMap<String, Reason> reachable = new TreeMap<>();
        for (Abi abi : abis) {
            reach.calls(abi).forEach((number, origin) -> SyscallTable.name(abi, number)
                    .filter(name -> number <= newest && !seen.contains(name) && harmless.contains(CallRisks.of(name)) && !canBeDangerous(name)
                            && !IdentityCalls.isInVain(name, capabilities))
                    .ifPresent(name -> reachable.putIfAbsent(name, new Reason.Reachable(origin, CallRisks.of(name)))));
        }
        return reachable;
    }

    /**
     * Advice on how a file will be read, of a workload that opens files: tools that it may start on a rare path give it, and it changes nothing that a program sees.
     *
     * @param seen names of calls that the workload made
     * @param abis that the workload used
     * @param newest number that the profile names
     */
    static SortedMap<String, Reason> advice(Set<String> seen, Set<Abi> abis, int newest) {
        SortedMap<String, Reason> advice = new TreeMap<>();
        seen.stream().filter(call -> Siblings.of(call).equals(Siblings.of("open"))).findFirst()
                .ifPresent(opens -> ADVICE.stream().filter(name -> !seen.contains(name) && mayBeAdded(name, abis, newest))
                        .forEach(name -> advice.put(name, new Reason.OfFileAdvice(opens))));
        return advice;
    }

    /** Whether no program has a way to a call, as far as their files say. */
    static boolean isOutOf(Reach reach, String name, Set<Abi> abis) {
        return reach.hasAllFiles() && abis.stream().noneMatch(abi -> SyscallTable.number(abi, name).stream().anyMatch(number -> reach.contains(abi, number)));
    }

    /** Whether a profile cannot keep it from being dangerous: of {@code clone} and of calls with harmless values it allows no others ({@link ArgumentRules}). */
    private static boolean canBeDangerous(String name) {
        return CallRisks.of(name) == RiskClass.DANGEROUS
                || !name.equals("clone") && CallRisks.hasDangerousArgument(name) && CallRisks.harmlessArguments(name).isEmpty();
    }

    private static boolean mayBeAdded(String name, Set<Abi> abis, int newest) {
        return !name.equals(ProfileCalls.CLONE3) && !canBeDangerous(name)
                && abis.stream().anyMatch(abi -> SyscallTable.number(abi, name).orElse(Integer.MAX_VALUE) <= newest);
    }
}
