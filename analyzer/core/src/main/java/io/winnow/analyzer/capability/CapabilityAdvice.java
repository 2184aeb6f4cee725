// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.collector.record.Capability;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The capability set of a workload: drop all, add these.
 *
 * @param needed what is to be added, and how sure that is
 * @param granted what the workload had; empty if no configuration could be read
 * @param uses the evidence, needed ones first
 * @param warnings one sentence each
 */
public record CapabilityAdvice(
        Map<Capability, Confidence> needed, Set<Capability> granted, List<CapabilityUse> uses, List<String> warnings) {

    public CapabilityAdvice {
        Map<Capability, Confidence> byCapability = new EnumMap<>(Capability.class);
        byCapability.putAll(needed);
        needed = Collections.unmodifiableMap(byCapability);
        granted = ordered(granted);
        uses = List.copyOf(uses);
        warnings = List.copyOf(warnings);
    }

    /** What is needed. */
    public Set<Capability> add() {
        return needed.keySet();
    }

    /** Granted, but not needed. */
    public Set<Capability> unused() {
        EnumSet<Capability> unused = EnumSet.noneOf(Capability.class);
        unused.addAll(granted);
        unused.removeAll(needed.keySet());
        return Collections.unmodifiableSet(unused);
    }

    /** The evidence with one verdict. */
    public List<CapabilityUse> uses(CapabilityUse.Conclusion verdict) {
        return uses.stream().filter(use -> use.verdict() == verdict).toList();
    }

    /** Checks that were refused while the same call was not granted a greater capability instead: what may have failed for want of one. */
    public List<CapabilityUse> refusals() {
        return uses(CapabilityUse.Conclusion.REFUSED).stream().filter(refused -> uses.stream().noneMatch(other -> other.madeUpFor(refused))).toList();
    }

    private static Set<Capability> ordered(Set<Capability> capabilities) {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        return Collections.unmodifiableSet(copy);
    }
}
