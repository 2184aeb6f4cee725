// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The runtime call sets that a profile has to hold: of every runtime that it must start under, with and without {@code no_new_privs}, because
 * either can be switched on when the container is run.
 *
 * @param sets those that are known
 * @param missing what is wanted and not known, in words
 * @param unknown runtimes that were asked for by name and of which no set is known
 */
record RequiredRuntimeCalls(Map<RuntimeCallsKey, RuntimeCalls> sets, List<String> missing, List<String> unknown) {

    static RequiredRuntimeCalls of(Set<RuntimeIdentity> seen, RuntimeCallSets known, Set<String> wanted) {
        Map<RuntimeCallsKey, RuntimeCalls> sets = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        if (wanted.isEmpty()) {
            seen.forEach(runtime -> take(runtime, known, sets, missing));
            if (seen.isEmpty()) {
                missing.add("its runtime, which was never seen");
            }
        }
        for (String name : new TreeSet<>(wanted)) {
            Set<RuntimeIdentity> named = named(name, seen, known);
            named.forEach(runtime -> take(runtime, known, sets, missing));
            if (named.isEmpty()) {
                missing.add(name);
            }
            if (sets.keySet().stream().noneMatch(key -> named.contains(key.runtime()))) {
                unknown.add(name);
            }
        }
        return new RequiredRuntimeCalls(sets, missing, unknown);
    }

    private static void take(RuntimeIdentity runtime, RuntimeCallSets known, Map<RuntimeCallsKey, RuntimeCalls> sets, List<String> missing) {
        for (RuntimeCallsKind kind : RuntimeCallsKind.values()) {
            RuntimeCallsKey key = new RuntimeCallsKey(runtime, kind);
            known.find(runtime, kind).ifPresentOrElse(set -> sets.put(key, set), () -> missing.add(key.toString()));
        }
    }

    private static Set<RuntimeIdentity> named(String name, Set<RuntimeIdentity> seen, RuntimeCallSets known) {
        Set<RuntimeIdentity> candidates = new LinkedHashSet<>(seen);
        known.sets().keySet().forEach(key -> candidates.add(key.runtime()));
        candidates.removeIf(runtime -> !runtime.name().equals(name) && !(runtime.name() + " " + runtime.version()).equals(name));
        return candidates;
    }
}
