// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.analyzer.baseline.CapabilityFallback;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Objects;
import java.util.Optional;

/**
 * Evidence: one kind of check by which the kernel asked for a capability.
 *
 * @param capability that was asked for
 * @param verdict what follows from it
 * @param instead the capability that is enough, if the verdict is {@link Conclusion#SUBSTITUTED}
 * @param stage what the container was doing
 * @param abi of the system call
 * @param nr number of the system call in progress
 * @param syscall its name; empty if the table has none
 * @param compared the kernel compared sets: nothing was asked for
 * @param observations when, how often and by whom
 */
public record CapabilityUse(
        Capability capability,
        Conclusion verdict,
        Optional<Capability> instead,
        Stage stage,
        Abi abi,
        int nr,
        Optional<String> syscall,
        boolean compared,
        Observations observations) {

    private static final Optional<String> CAPSET = Optional.of("capset");

    /** What follows from a check. */
    public enum Conclusion {
        /** It was granted, and that made a difference. */
        NEEDED,
        /** No check asks for it, and an exec, a capset or a prctl fails if it is not held. */
        HELD,
        /** It was granted, but another capability is enough: a lesser one, or one that is needed anyway. */
        SUBSTITUTED,
        /** The kernel only probed: with or without, the call succeeds. */
        PROBED,
        /** It was refused, and the workload went on without. */
        REFUSED,
        /** It was granted to another's credentials: the container does not have it. */
        NOT_ITS_OWN
    }

    public CapabilityUse {
        Objects.requireNonNull(capability, "capability");
        if (instead.isPresent() != (verdict == Conclusion.SUBSTITUTED)) {
            throw new IllegalArgumentException("verdict=" + verdict + " instead=" + instead);
        }
    }

    /** The call in words: its name, or its number if the table has none. */
    public String call() {
        return syscall.orElse("call " + nr + " of " + abi.label());
    }

    /** This was granted after the kernel had refused a lesser capability: {@link CapabilityFallback}. */
    boolean madeUpFor(CapabilityUse refused) {
        return (verdict == Conclusion.NEEDED || verdict == Conclusion.SUBSTITUTED)
                && stage == refused.stage && abi == refused.abi && nr == refused.nr
                && CapabilityFallback.lesser(capability, abi, nr).contains(refused.capability);
    }

    /** How sure it makes that the capability, or what is enough instead, is needed; empty if it says nothing of the kind. */
    public Optional<Confidence> confidence() {
        return switch (verdict) {
            case NEEDED, SUBSTITUTED -> Optional.of(Lookups.onlyAsks(this) ? Confidence.ASKED : Confidence.DECISIVE);
            case HELD -> Optional.of(syscall.equals(CAPSET) ? Confidence.KEPT : Confidence.HELD);
            case PROBED, REFUSED, NOT_ITS_OWN -> Optional.empty();
        };
    }

    /** A call that compares sets failed for want of it. */
    boolean failed() {
        return verdict == Conclusion.REFUSED && compared;
    }

    static CapabilityUse of(Item item, Capability capability, Conclusion verdict, Optional<Capability> instead, Observations observations) {
        return new CapabilityUse(
                capability, verdict, instead, item.stage(), item.abi(), item.nr(), SyscallTable.name(item.abi(), item.nr()),
                item.kind() == ItemKind.HELD, observations);
    }

    CapabilityUse as(Conclusion other, Optional<Capability> enough) {
        return new CapabilityUse(capability, other, enough, stage, abi, nr, syscall, compared, observations);
    }
}
