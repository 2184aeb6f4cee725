// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
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

    private static final String FILE = "libseccomp.so.2";
    private static final int UNKNOWN_NAME = -1; // __NR_SCMP_ERROR

    public InstalledLibseccomp {
        unknown = Collections.unmodifiableSortedSet(new TreeSet<>(unknown));
    }

    /** As it was when this process first asked; empty if there is none that can be loaded. */
    public static Optional<InstalledLibseccomp> find() {
        return Found.LIBRARY;
    }

    /** The kernel's tables, without what the installed library does not know. */
    public static SyscallNames names() {
        return find().<SyscallNames>map(installed -> installed).orElse(SyscallTable::number);
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

    /** Loaded only when it is asked for. */
    private static final class Found {

        static final Optional<InstalledLibseccomp> LIBRARY = load();

        private static Optional<InstalledLibseccomp> load() {
            try (NativeLibrary library = NativeLibrary.getInstance(FILE)) {
                Set<String> unknown = new TreeSet<>();
                for (Abi abi : Abi.values()) {
                    SyscallTable.names(abi).stream().filter(name -> resolve(library, name) == UNKNOWN_NAME).forEach(unknown::add);
                }
                return Optional.of(new InstalledLibseccomp(version(library), unknown));
            } catch (LinkageError e) { // no library, too old a one, or no JNA for it
                return Optional.empty();
            }
        }

        /** As runc and crun resolve a name, whatever the architecture. */
        private static int resolve(NativeLibrary library, String name) {
            return library.getFunction("seccomp_syscall_resolve_name").invokeInt(new Object[] {name});
        }

        /** {@code struct scmp_version}: three unsigned integers. */
        private static String version(NativeLibrary library) {
            Pointer version = library.getFunction("seccomp_version").invokePointer(new Object[0]);
            return version.getInt(0) + "." + version.getInt(4) + "." + version.getInt(8);
        }
    }
}
