// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.record.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The capabilities that a list of a configuration names. */
public final class NamedCapabilities {

    private NamedCapabilities() {}

    /** Each once, in the kernel's order. Those that no kernel has, and what is no text, are left out. */
    public static List<String> of(JsonNode array) {
        Set<Capability> named = EnumSet.noneOf(Capability.class);
        array.forEach(name -> Capability.find(name.asText()).ifPresent(named::add));
        return named.stream().map(Enum::name).toList();
    }
}
