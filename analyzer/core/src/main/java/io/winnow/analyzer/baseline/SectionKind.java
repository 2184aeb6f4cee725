// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A kind of section that baselines have. Everything that is done with whole baselines is done with each kind that is listed here: they are joined,
 * held for review, stored and read.
 *
 * @param <S> the section
 */
public final class SectionKind<S extends Section<S>> {

    private static final List<SectionKind<?>> LISTED = new ArrayList<>();

    /** All, in the order of the stored form. */
    public static final List<SectionKind<?>> ALL = Collections.unmodifiableList(LISTED);

    /** What was missed, and the greatest count of it in one replica. */
    public static final SectionKind<GapCounts> GAPS = evidence("gaps", GapCounts.NONE);

    /** A replica ran without a seccomp filter. */
    public static final SectionKind<Flag> WITHOUT_FILTER = evidence("withoutFilter", Flag.DOWN);

    /** A replica was watched from its start. */
    public static final SectionKind<Flag> WHOLE = evidence("whole", Flag.DOWN);

    /** The runtimes that the workload ran under. */
    public static final SectionKind<Runtimes> RUNTIMES = circumstance("runtimes", Runtimes.NONE);

    /** Capabilities in its bounding sets. */
    public static final SectionKind<Granted> GRANTED = circumstance("granted", Granted.NONE);

    /** A replica's configuration said what was granted, be it nothing. */
    public static final SectionKind<Flag> GRANTS_KNOWN = circumstance("grantsKnown", Flag.DOWN);

    /** The seccomp profiles that replicas ran under; of others it is only known that they were there ({@link GapReason#UNDER_FILTER}). */
    public static final SectionKind<Filters> FILTERS = circumstance("filters", Filters.NONE);

    /** A replica ran without {@code no_new_privs}: a file that it executed could give it more. */
    public static final SectionKind<Flag> NEW_PRIVILEGES = circumstance("newPrivileges", Flag.DOWN);

    /** The orchestrator said that this is a replica's workload. */
    public static final SectionKind<Flag> OWNER_CONFIRMED = evidence("ownerConfirmed", Flag.DOWN);

    /** Of a replica it was guessed. */
    public static final SectionKind<Flag> OWNER_GUESSED = evidence("ownerGuessed", Flag.DOWN);

    /** Its replicas only hold the namespaces of pods. */
    public static final SectionKind<Flag> PAUSE = evidence("pause", Flag.DOWN);

    /** Labels and annotations of replicas, as far as the configuration selects them. */
    public static final SectionKind<SelectedLabels> LABELS = evidence("labels", SelectedLabels.NONE);

    /** What its newest replica was given. */
    public static final SectionKind<NewestGrants> NEWEST_GRANTS = evidence("newestGrants", NewestGrants.NONE);

    /** The workload whose frozen baseline this one started with. */
    public static final SectionKind<StartedFrom> STARTED_FROM = evidence("startedFrom", StartedFrom.NONE);

    /** What an operator wants to stay outside the frozen baseline. */
    public static final SectionKind<Rejections> REJECTIONS = evidence("rejected", Rejections.NONE);

    private final String property;
    private final S empty;
    private final boolean circumstance;

    private SectionKind(String property, S empty, boolean circumstance) {
        this.property = property;
        this.empty = empty;
        this.circumstance = circumstance;
    }

    /** A section that an operator does not approve with items: it stays as it was when the baseline was frozen. */
    private static <S extends Section<S>> SectionKind<S> evidence(String property, S empty) {
        return listed(new SectionKind<>(property, empty, false));
    }

    /** A section that items are judged by: it goes with the items that an operator approves. */
    private static <S extends Section<S>> SectionKind<S> circumstance(String property, S empty) {
        return listed(new SectionKind<>(property, empty, true));
    }

    private static <S extends Section<S>> SectionKind<S> listed(SectionKind<S> kind) {
        LISTED.add(kind);
        return kind;
    }

    /** The kind that is stored under this name. */
    public static Optional<SectionKind<?>> of(String property) {
        return ALL.stream().filter(kind -> kind.property.equals(property)).findFirst();
    }

    /** The name in documents. */
    public String property() {
        return property;
    }

    /** What is there before anything is learned. */
    public S empty() {
        return empty;
    }

    @SuppressWarnings("unchecked")
    public Class<S> type() {
        return (Class<S>) empty.getClass();
    }

    boolean isCircumstance() {
        return circumstance;
    }

    @Override
    public String toString() {
        return property;
    }
}
