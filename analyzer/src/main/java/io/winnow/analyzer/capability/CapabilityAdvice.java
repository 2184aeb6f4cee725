// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.collector.record.Capability;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The capability set of a workload: drop all, add these.
 *
 * @param add what is needed
 * @param granted what the workload had; empty where no configuration could be read
 * @param unused granted, but not needed
 * @param uses the evidence, needed ones first
 * @param warnings one sentence each
 */
public record CapabilityAdvice(
        Set<Capability> add, Set<Capability> granted, Set<Capability> unused, List<CapabilityUse> uses, List<String> warnings) {

    public CapabilityAdvice {
        add = ordered(add);
        granted = ordered(granted);
        unused = ordered(unused);
        uses = List.copyOf(uses);
        warnings = List.copyOf(warnings);
    }

    /** The evidence with one verdict. */
    public List<CapabilityUse> uses(CapabilityUse.Verdict verdict) {
        return uses.stream().filter(use -> use.verdict() == verdict).toList();
    }

    /** Checks that were refused where the same call was not granted a greater capability instead: what may have failed for want of one. */
    public List<CapabilityUse> refusals() {
        return uses(CapabilityUse.Verdict.REFUSED).stream().filter(refused -> uses.stream().noneMatch(other -> other.madeUpFor(refused))).toList();
    }

    private static Set<Capability> ordered(Set<Capability> capabilities) {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        return Collections.unmodifiableSet(copy);
    }
}
