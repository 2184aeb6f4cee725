// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.collector.record.Capability;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Capabilities in the bounding sets of replicas. */
public record Granted(@JsonValue Set<Capability> capabilities) implements Section<Granted> {

    static final Granted NONE = new Granted(Set.of());

    public Granted {
        capabilities = Collections.unmodifiableSet(copy(capabilities));
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Granted of(Set<Capability> capabilities) {
        return new Granted(capabilities);
    }

    @Override
    public Granted join(Granted other) {
        Set<Capability> union = copy(capabilities);
        union.addAll(other.capabilities);
        return new Granted(union);
    }

    @Override
    public Granted beyond(Granted frozen) {
        Set<Capability> beyond = copy(capabilities);
        beyond.removeAll(frozen.capabilities);
        return new Granted(beyond);
    }

    @Override
    public boolean isEmpty() {
        return capabilities.isEmpty();
    }

    private static Set<Capability> copy(Set<Capability> capabilities) {
        Set<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        return copy;
    }
}
