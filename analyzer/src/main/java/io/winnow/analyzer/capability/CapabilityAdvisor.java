// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.CapabilityFallback;
import io.winnow.analyzer.baseline.Sighting;
import io.winnow.analyzer.capability.CapabilityUse.Verdict;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which capabilities a workload needs: those whose check against the initial user namespace was granted, and would have failed the call
 * otherwise.
 *
 * <ul>
 *   <li>Never a need: memory accounting, which asks for CAP_SYS_ADMIN at nearly every mapping (security/commoncap.c,
 *       {@code cap_vm_enough_memory}), and checks under borrowed credentials, which are the mounter's.
 *   <li>A check that the kernel makes without audit mostly chooses between two ways that both work, and so do some others. Where it is
 *       known to refuse, it is a need like any other: see {@link Probes}.
 *   <li>Where the kernel asks for a lesser capability first, and a refusal of that is all that led to the check, the lesser one is
 *       enough: see {@link CapabilityFallback}.
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
        Set<Capability> elsewhere = EnumSet.noneOf(Capability.class);
        baseline.items(ItemKind.CAPABILITY).forEach(entry -> {
            Item item = entry.getKey();
            Optional<Capability> capability = Capability.find(item.arg());
            boolean counts = stages.contains(item.stage()) && item.stage() != Stage.SETUP && (item.detail() & NEVER_A_NEED) == 0;
            if (capability.isEmpty() || !counts) {
                return;
            }
            if ((item.detail() & CapabilityCheck.INITIAL_NS) == 0) {
                if ((item.detail() & CapabilityCheck.GRANTED) != 0) {
                    elsewhere.add(capability.get());
                }
                return;
            }
            uses.addAll(judge(baseline, item, capability.get(), entry.getValue()));
        });
        List<CapabilityUse> settled = withoutRedundantReads(uses);
        settled.sort(ORDER);
        Set<Capability> add = needed(settled);
        settled.removeIf(use -> use.verdict() == Verdict.REFUSED && add.contains(use.capability()));
        Set<Capability> unused = EnumSet.noneOf(Capability.class);
        unused.addAll(baseline.granted());
        unused.removeAll(add);
        return new CapabilityAdvice(add, baseline.granted(), unused, settled, warnings(settled, add, elsewhere));
    }

    private static List<CapabilityUse> judge(Baseline baseline, Item item, Capability capability, Sighting sighting) {
        boolean granted = (item.detail() & CapabilityCheck.GRANTED) != 0;
        if (Probes.isProbe(capability, item)) {
            return List.of(use(item, capability, Verdict.PROBED, Optional.empty(), sighting));
        }
        if (!granted) {
            return List.of(use(item, capability, Verdict.REFUSED, Optional.empty(), sighting));
        }
        Optional<Capability> enough = CapabilityFallback.enoughInstead(capability, item.abi(), item.nr());
        if (enough.isPresent()) {
            return List.of(use(item, capability, Verdict.SUBSTITUTED, enough, sighting));
        }
        List<CapabilityUse> lesser = new ArrayList<>();
        if (sighting.onlyFallback() || !sighting.beyondFallback() && Lookups.onlyReads(capability, item)) {
            for (Capability refused : CapabilityFallback.refused(baseline, item)) {
                lesser.add(use(item, capability, Verdict.SUBSTITUTED, Optional.of(refused), sighting));
            }
        }
        return lesser.isEmpty() ? List.of(use(item, capability, Verdict.NEEDED, Optional.empty(), sighting)) : lesser;
    }

    /**
     * CAP_DAC_OVERRIDE also lets read and search: where it is needed anyway, a workload that had both does without
     * CAP_DAC_READ_SEARCH, but for what asks for that alone.
     */
    private static List<CapabilityUse> withoutRedundantReads(List<CapabilityUse> uses) {
        boolean overrides = uses.stream().anyMatch(use -> use.verdict() == Verdict.NEEDED && use.capability() == Capability.CAP_DAC_OVERRIDE);
        boolean readsAlone = uses.stream()
                .anyMatch(use -> use.verdict() == Verdict.NEEDED
                        && use.capability() == Capability.CAP_DAC_READ_SEARCH
                        && Lookups.asksForReadSearchAlone(use));
        List<CapabilityUse> settled = new ArrayList<>();
        for (CapabilityUse use : uses) {
            boolean redundant = overrides && !readsAlone && use.verdict() == Verdict.NEEDED
                    && use.capability() == Capability.CAP_DAC_READ_SEARCH;
            boolean covered = overrides && use.verdict() == Verdict.SUBSTITUTED && use.capability() == Capability.CAP_DAC_OVERRIDE;
            if (redundant) {
                settled.add(use.as(Verdict.SUBSTITUTED, Optional.of(Capability.CAP_DAC_OVERRIDE)));
            } else if (covered) {
                settled.add(use.as(Verdict.NEEDED, Optional.empty()));
            } else {
                settled.add(use);
            }
        }
        return settled;
    }

    private static Set<Capability> needed(List<CapabilityUse> uses) {
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        for (CapabilityUse use : uses) {
            if (use.verdict() == Verdict.NEEDED) {
                needed.add(use.capability());
            }
            use.instead().ifPresent(needed::add);
        }
        return needed;
    }

    private static List<String> warnings(List<CapabilityUse> uses, Set<Capability> add, Set<Capability> elsewhere) {
        List<String> warnings = new ArrayList<>();
        if (add.contains(Capability.CAP_SYS_ADMIN)) {
            TreeSet<String> calls = new TreeSet<>();
            uses.stream()
                    .filter(use -> use.verdict() == Verdict.NEEDED && use.capability() == Capability.CAP_SYS_ADMIN)
                    .forEach(use -> calls.add(use.call()));
            warnings.add("CAP_SYS_ADMIN remains, which is nearly root: it was used for " + String.join(", ", calls));
        }
        elsewhere.removeAll(add);
        if (!elsewhere.isEmpty()) {
            warnings.add("granted against user namespaces other than the host's, and not counted: " + names(elsewhere)
                    + "; where the container itself runs in a user namespace, add what it needs of them");
        }
        return warnings;
    }

    private static String names(Set<Capability> capabilities) {
        return String.join(", ", capabilities.stream().map(Enum::name).toList());
    }

    private static CapabilityUse use(Item item, Capability capability, Verdict verdict, Optional<Capability> instead, Sighting sighting) {
        return new CapabilityUse(
                capability, verdict, instead, item.stage(), item.abi(), item.nr(), SyscallTable.name(item.abi(), item.nr()), sighting);
    }
}
