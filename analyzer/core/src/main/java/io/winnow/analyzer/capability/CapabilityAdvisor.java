// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.CapabilityFallback;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.capability.CapabilityUse.Conclusion;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Held;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which capabilities a workload needs: those whose check against the container's user namespace was granted, and would have failed the call
 * otherwise; and those that it holds when the kernel compares sets and asks for none.
 *
 * <ul>
 *   <li>Never a need: memory accounting, which asks for CAP_SYS_ADMIN at nearly every mapping (security/commoncap.c,
 *       {@code cap_vm_enough_memory}), checks under borrowed credentials, which are the mounter's, and checks in the user namespace of a
 *       sandbox that the workload makes itself.
 *   <li>A check that the kernel makes without audit mostly chooses between two paths that both work, and so do some others. If it is
 *       known to refuse, it is a need like any other: see {@link Probes}.
 *   <li>If the kernel asks for a lesser capability first, and a refusal of that is all that led to the check, the lesser one is
 *       enough: see {@link CapabilityFallback}.
 *   <li>What the container was not granted it cannot need, whatever a check says, unless a refusal asked for it.
 *   <li>The runtime's own steps do not count: runc and crun still hold the host's capabilities when they change user and groups, and only
 *       then take the container's (libcontainer/standard_init_linux.go, {@code finalizeNamespace}).
 * </ul>
 */
public final class CapabilityAdvisor {

    private static final int NEVER_A_NEED = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN;

    private static final Comparator<CapabilityUse> ORDER = Comparator.comparing(CapabilityUse::verdict)
            .thenComparing(CapabilityUse::capability)
            .thenComparing(CapabilityUse::stage)
            .thenComparing(CapabilityUse::abi)
            .thenComparingInt(CapabilityUse::nr);

    /** @param stages whose behaviour counts; SETUP never does */
    public CapabilityAdvice advise(Baseline baseline, Set<Stage> stages) {
        List<CapabilityUse> uses = new ArrayList<>();
        baseline.items(ItemKind.CAPABILITY).filter(entry -> counts(entry.getKey(), stages)).forEach(entry ->
                Capability.find(entry.getKey().arg()).ifPresent(asked -> uses.addAll(judge(baseline, entry.getKey(), asked, entry.getValue()))));
        baseline.items(ItemKind.HELD).filter(entry -> ofStages(entry.getKey(), stages)).forEach(entry ->
                uses.addAll(held(baseline, entry.getKey(), entry.getValue())));
        List<CapabilityUse> settled = withoutRedundantReads(uses);
        settled.sort(ORDER);
        Map<Capability, Confidence> needed = needed(settled);
        settled.removeIf(use -> use.verdict() == Conclusion.REFUSED && needed.containsKey(use.capability()));
        return new CapabilityAdvice(needed, baseline.granted(), settled, CapabilityWarnings.of(baseline, stages, settled, needed.keySet()));
    }

    private static boolean ofStages(Item item, Set<Stage> stages) {
        return stages.contains(item.stage()) && item.stage() != Stage.SETUP;
    }

    private static boolean counts(Item check, Set<Stage> stages) {
        return ofStages(check, stages) && (check.detail() & NEVER_A_NEED) == 0 && CapabilityCheck.countsAgainstGrants(check.detail());
    }

    /** Whether a container could have it; if no configuration could be read, any. */
    private static boolean couldHave(Baseline baseline, Capability capability) {
        return !baseline.grantsKnown() || baseline.granted().contains(capability);
    }

    private static List<CapabilityUse> judge(Baseline baseline, Item item, Capability capability, Observations observations) {
        boolean granted = (item.detail() & CapabilityCheck.GRANTED) != 0;
        if (Probes.isProbe(capability, item)) {
            return List.of(CapabilityUse.of(item, capability, Conclusion.PROBED, Optional.empty(), observations));
        }
        if (!granted) {
            return List.of(CapabilityUse.of(item, capability, Conclusion.REFUSED, Optional.empty(), observations));
        }
        if (!couldHave(baseline, capability)) {
            return List.of(CapabilityUse.of(item, capability, Conclusion.NOT_ITS_OWN, Optional.empty(), observations));
        }
        Optional<Capability> enough = CapabilityFallback.enoughInstead(capability, item.abi(), item.nr());
        if (enough.isPresent()) {
            return List.of(CapabilityUse.of(item, capability, Conclusion.SUBSTITUTED, enough, observations));
        }
        List<CapabilityUse> lesser = new ArrayList<>();
        if (observations.onlyFallback() || !observations.beyondFallback() && Lookups.onlyReads(capability, item)) {
            for (Capability refused : CapabilityFallback.refused(baseline, item)) {
                lesser.add(CapabilityUse.of(item, capability, Conclusion.SUBSTITUTED, Optional.of(refused), observations));
            }
        }
        return lesser.isEmpty() ? List.of(CapabilityUse.of(item, capability, Conclusion.NEEDED, Optional.empty(), observations)) : lesser;
    }

    /** A set that is held is a use of each of its capabilities. What was wanted and not granted is a refusal. */
    private static List<CapabilityUse> held(Baseline baseline, Item item, Observations observations) {
        Optional<Held> how = Held.of(item);
        if (how.isEmpty()) {
            return List.of();
        }
        Conclusion verdict = how.get() == Held.MISSING ? Conclusion.REFUSED : Conclusion.HELD;
        return Held.capabilities(item).stream()
                .filter(each -> verdict == Conclusion.REFUSED || couldHave(baseline, each))
                .map(each -> CapabilityUse.of(item, each, verdict, Optional.empty(), observations))
                .toList();
    }

    /**
     * CAP_DAC_OVERRIDE also lets read and search: if it is needed anyway, a workload that had both does without
     * CAP_DAC_READ_SEARCH, but for what asks for that alone.
     */
    private static List<CapabilityUse> withoutRedundantReads(List<CapabilityUse> uses) {
        boolean overrides = uses.stream().anyMatch(use -> use.verdict() == Conclusion.NEEDED && use.capability() == Capability.CAP_DAC_OVERRIDE);
        boolean readsAlone = uses.stream()
                .anyMatch(use -> use.verdict() == Conclusion.NEEDED
                        && use.capability() == Capability.CAP_DAC_READ_SEARCH
                        && Lookups.asksForReadSearchAlone(use));
        List<CapabilityUse> settled = new ArrayList<>();
        for (CapabilityUse use : uses) {
            boolean redundant = overrides && !readsAlone && use.verdict() == Conclusion.NEEDED
                    && use.capability() == Capability.CAP_DAC_READ_SEARCH;
            boolean covered = overrides && use.verdict() == Conclusion.SUBSTITUTED && use.capability() == Capability.CAP_DAC_OVERRIDE;
            if (redundant) {
                settled.add(use.as(Conclusion.SUBSTITUTED, Optional.of(Capability.CAP_DAC_OVERRIDE)));
            } else if (covered) {
                settled.add(use.as(Conclusion.NEEDED, Optional.empty()));
            } else {
                settled.add(use);
            }
        }
        return settled;
    }

    /** The needed ones, each with the surest of its evidence. */
    private static Map<Capability, Confidence> needed(List<CapabilityUse> uses) {
        Map<Capability, Confidence> needed = new EnumMap<>(Capability.class);
        for (CapabilityUse use : uses) {
            use.confidence().ifPresent(confidence -> needed.merge(use.instead().orElse(use.capability()), confidence, Confidence::surer));
        }
        Set<Capability> missing = EnumSet.noneOf(Capability.class);
        uses.stream().filter(CapabilityUse::failed).forEach(use -> missing.add(use.capability()));
        needed.replaceAll((capability, confidence) -> missing.contains(capability) ? Confidence.FAILED_WITHOUT : confidence);
        return needed;
    }
}
