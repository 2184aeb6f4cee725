// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.winnow.analyzer.seccomp.InstalledLibseccomp;
import io.winnow.analyzer.seccomp.SyscallNames;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks the libseccomp of this host what it knows. The library is loaded when it is first asked for. */
public final class LibseccompLibrary {

    private static final String FILE = "libseccomp.so.2";
    private static final int UNKNOWN_NAME = -1; // __NR_SCMP_ERROR

    private LibseccompLibrary() {}

    /** As it was when this process first asked; empty if there is none that can be loaded. */
    public static Optional<InstalledLibseccomp> find() {
        return Found.LIBRARY;
    }

    /** The kernel's tables, without what the installed library does not know. */
    public static SyscallNames names() {
        return find().<SyscallNames>map(installed -> installed).orElse(SyscallTable::number);
    }

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
