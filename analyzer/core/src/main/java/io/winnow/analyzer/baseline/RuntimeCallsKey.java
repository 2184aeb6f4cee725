// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.RuntimeCallsKind;
import java.util.Comparator;

/**
 * Whose runtime calls: what a runtime does between loading the filter and the entrypoint's exec depends on its version, and on when it
 * loads the filter.
 */
public record RuntimeCallsKey(RuntimeIdentity runtime, RuntimeCallsKind kind) implements Comparable<RuntimeCallsKey> {

    private static final Comparator<RuntimeCallsKey> ORDER = Comparator.comparing((RuntimeCallsKey key) -> key.runtime().name())
            .thenComparing(key -> key.runtime().version())
            .thenComparing(RuntimeCallsKey::kind);

    public static RuntimeCallsKey of(ContainerMetadata container) {
        return new RuntimeCallsKey(
                container.runtime(), container.grants().noNewPrivileges() ? RuntimeCallsKind.NO_NEW_PRIVILEGES : RuntimeCallsKind.PRIVILEGED);
    }

    @Override
    public int compareTo(RuntimeCallsKey other) {
        return ORDER.compare(this, other);
    }

    /** For example {@code runc 1.1.5 with no_new_privs}. */
    @Override
    public String toString() {
        String name = runtime.name().isEmpty() ? "unknown runtime" : runtime.name() + (runtime.version().isEmpty() ? "" : " " + runtime.version());
        return name + (kind == RuntimeCallsKind.NO_NEW_PRIVILEGES ? " with no_new_privs" : " without no_new_privs");
    }
}
