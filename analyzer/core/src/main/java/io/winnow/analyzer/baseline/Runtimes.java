// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The low-level runtimes that replicas ran under, and when those load the filter. */
public record Runtimes(Set<RuntimeCallsKey> keys) implements Section<Runtimes> {

    static final Runtimes NONE = new Runtimes(Set.of());

    public Runtimes {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    /** The JSON form of one. */
    record Document(String name, String version, boolean noNewPrivileges) {

        static Document of(RuntimeCallsKey key) {
            return new Document(key.runtime().name(), key.runtime().version(), key.kind() == RuntimeCallsKind.NO_NEW_PRIVILEGES);
        }

        RuntimeCallsKey key() {
            return new RuntimeCallsKey(
                    new RuntimeIdentity(name, version), noNewPrivileges ? RuntimeCallsKind.NO_NEW_PRIVILEGES : RuntimeCallsKind.PRIVILEGED);
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Runtimes of(List<Document> documents) {
        SortedSet<RuntimeCallsKey> keys = new TreeSet<>();
        documents.forEach(document -> keys.add(document.key()));
        return new Runtimes(keys);
    }

    @JsonValue
    List<Document> documents() {
        return keys.stream().map(Document::of).toList();
    }

    @Override
    public Runtimes join(Runtimes other) {
        SortedSet<RuntimeCallsKey> union = new TreeSet<>(keys);
        union.addAll(other.keys);
        return new Runtimes(union);
    }

    @Override
    public Runtimes beyond(Runtimes frozen) {
        SortedSet<RuntimeCallsKey> beyond = new TreeSet<>(keys);
        beyond.removeAll(frozen.keys);
        return new Runtimes(beyond);
    }

    @Override
    public boolean isEmpty() {
        return keys.isEmpty();
    }
}
