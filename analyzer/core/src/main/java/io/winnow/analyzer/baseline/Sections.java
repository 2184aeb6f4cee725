// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a baseline has beside items: a section of each kind. A join-semilattice, as each of them is. Immutable.
 *
 * @param byKind empty ones are left out
 */
public record Sections(Map<SectionKind<?>, Section<?>> byKind) {

    public static final Sections EMPTY = new Sections(Map.of());

    public Sections {
        byKind = Collections.unmodifiableMap(byKind);
    }

    /** What is known; the empty section if nothing is. */
    public <S extends Section<S>> S get(SectionKind<S> kind) {
        Section<?> section = byKind.get(kind);
        return section == null ? kind.empty() : kind.type().cast(section);
    }

    /** The same object if it holds all of the section. */
    public <S extends Section<S>> Sections join(SectionKind<S> kind, S section) {
        S before = get(kind);
        S joined = before.join(section);
        return joined.equals(before) ? this : with(kind, joined);
    }

    /** The same object if it holds all of the other. */
    public Sections join(Sections other) {
        Sections joined = this;
        for (SectionKind<?> kind : other.byKind.keySet()) {
            joined = joined.join(kind, other);
        }
        return joined;
    }

    /** What of this the frozen ones lack. */
    public Sections beyond(Sections frozen) {
        Sections beyond = EMPTY;
        for (SectionKind<?> kind : byKind.keySet()) {
            beyond = beyond(kind, frozen, beyond);
        }
        return beyond;
    }

    /** About how many bytes of memory the large ones take. */
    long weight() {
        return byKind.values().stream().mapToLong(Section::weight).sum();
    }

    /** Those of some kinds. */
    public Sections only(Predicate<SectionKind<?>> kinds) {
        Map<SectionKind<?>, Section<?>> chosen = new HashMap<>(byKind);
        chosen.keySet().removeIf(kinds.negate());
        return new Sections(chosen);
    }

    private <S extends Section<S>> Sections join(SectionKind<S> kind, Sections other) {
        return join(kind, other.get(kind));
    }

    private <S extends Section<S>> Sections beyond(SectionKind<S> kind, Sections frozen, Sections into) {
        return into.join(kind, get(kind).beyond(frozen.get(kind)));
    }

    /** The same with another section. */
    <S extends Section<S>> Sections with(SectionKind<S> kind, S section) {
        Map<SectionKind<?>, Section<?>> changed = new HashMap<>(byKind);
        changed.put(kind, section);
        if (section.isEmpty()) {
            changed.remove(kind);
        }
        return new Sections(changed);
    }
}
