// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The libseccomp that is installed on this host. Runtimes and systemd leave names that it does not know out of a filter without a word. Immutable.
 *
 * @param version as {@code 2.5.4}
 * @param unknown names of the kernel's tables that it does not know
 */
public record InstalledLibseccomp(String version, Set<String> unknown) implements SyscallNames {

    public InstalledLibseccomp {
        unknown = Collections.unmodifiableSortedSet(new TreeSet<>(unknown));
    }

    @Override
    public OptionalInt number(Abi abi, String name) {
        return unknown.contains(name) ? OptionalInt.empty() : SyscallTable.number(abi, name);
    }

    /** Those of the names that it does not know, in order. */
    public SortedSet<String> unknown(Collection<String> names) {
        SortedSet<String> missing = new TreeSet<>(names);
        missing.retainAll(unknown);
        return missing;
    }

    /** What that means for a profile with these names, and what to do; empty if the library knows them all. */
    public Optional<String> remark(Collection<String> names) {
        SortedSet<String> missing = unknown(names);
        return missing.isEmpty() ? Optional.empty() : Optional.of("libseccomp " + version + " of this host does not know " + String.join(", ", missing)
                + ": runtimes that use it leave these names out of the filter and refuse the calls in spite of the profile; if the workload cannot do"
                + " without them, update libseccomp, or a runtime that brings its own, on each node that enforces the profile");
    }
}
