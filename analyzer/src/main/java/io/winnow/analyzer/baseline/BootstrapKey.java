// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.BootstrapKind;
import io.winnow.collector.record.ContainerMetadata;
import io.winnow.collector.record.RuntimeIdentity;
import java.util.Comparator;

/**
 * Whose bootstrap set: what a runtime does between loading the filter and the entrypoint's exec depends on its version, and on where it
 * loads the filter.
 */
public record BootstrapKey(RuntimeIdentity runtime, BootstrapKind kind) implements Comparable<BootstrapKey> {

    private static final Comparator<BootstrapKey> ORDER = Comparator.comparing((BootstrapKey key) -> key.runtime().name())
            .thenComparing(key -> key.runtime().version())
            .thenComparing(BootstrapKey::kind);

    static BootstrapKey of(ContainerMetadata container) {
        return new BootstrapKey(
                container.runtime(), container.grants().noNewPrivileges() ? BootstrapKind.NO_NEW_PRIVILEGES : BootstrapKind.PRIVILEGED);
    }

    @Override
    public int compareTo(BootstrapKey other) {
        return ORDER.compare(this, other);
    }

    /** For example {@code runc 1.1.5 with no_new_privs}. */
    @Override
    public String toString() {
        String name = runtime.name().isEmpty() ? "unknown runtime" : runtime.name() + (runtime.version().isEmpty() ? "" : " " + runtime.version());
        return name + (kind == BootstrapKind.NO_NEW_PRIVILEGES ? " with no_new_privs" : " without no_new_privs");
    }
}
