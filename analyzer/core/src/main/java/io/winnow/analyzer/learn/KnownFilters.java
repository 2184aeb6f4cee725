// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.seccomp.FilterIntersection;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The seccomp profiles of containers, as far as it is known what they refuse. Most containers of a host have the same, which is read once. */
final class KnownFilters {

    private static final int MAX_KEPT = 64;

    private final Map<String, Optional<LearnedFilter>> byText = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<LearnedFilter>> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** The filter of a container; empty if it has none, or one of which it cannot be said what it refuses. */
    Optional<LearnedFilter> of(Grants grants) {
        return grants.filter().isEmpty() ? Optional.empty() : byText.computeIfAbsent(grants.filter(), KnownFilters::read);
    }

    /** Whether what is kept of a container says that its filter is known: then the digest stands in place of the text. */
    static boolean known(ContainerMetadata container) {
        return !container.grants().filter().isEmpty();
    }

    private static Optional<LearnedFilter> read(String text) {
        try {
            return Optional.of(LearnedFilter.of(text)).filter(filter -> FilterIntersection.canBeOuter(filter.seccomp()));
        } catch (ProfileFormatException e) {
            return Optional.empty();
        }
    }
}
