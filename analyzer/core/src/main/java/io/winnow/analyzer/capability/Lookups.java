// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.capability;

import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.SyscallTable;
import java.util.Set;

/** What the call in progress says about checks of file permissions (fs/namei.c, {@code generic_permission}). */
final class Lookups {

    /** These look a path up, or read what they find, and write nothing. Opening is not among them: its flags decide. */
    private static final Set<String> READING = Set.of(
            "stat", "lstat", "newfstatat", "fstatat64", "stat64", "lstat64", "statx", "statfs", "statfs64", "readlink", "readlinkat",
            "getxattr", "lgetxattr", "listxattr", "llistxattr", "chdir", "getdents", "getdents64", "name_to_handle_at");

    /** These ask for CAP_DAC_READ_SEARCH and for nothing instead (fs/fhandle.c; fs/namei.c with AT_EMPTY_PATH). */
    private static final Set<String> READ_SEARCH_ALONE = Set.of("open_by_handle_at", "linkat");

    /** These only report what would be allowed. */
    private static final Set<String> ASKING = Set.of("access", "faccessat", "faccessat2");

    private Lookups() {}

    static boolean onlyAsks(CapabilityUse use) {
        return use.syscall().filter(ASKING::contains).isPresent();
    }

    static boolean onlyReads(Capability capability, Item check) {
        return capability == Capability.CAP_DAC_OVERRIDE
                && SyscallTable.name(check.abi(), check.nr()).filter(READING::contains).isPresent();
    }

    static boolean asksForReadSearchAlone(CapabilityUse use) {
        return use.syscall().filter(READ_SEARCH_ALONE::contains).isPresent();
    }
}
