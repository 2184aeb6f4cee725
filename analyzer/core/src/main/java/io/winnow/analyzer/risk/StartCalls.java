// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.util.Set;

/**
 * System calls that a baseline allows in the stage in which it has them: a program that makes them as it starts has no reason to make them while it
 * serves, and who takes it over has. All of them are dangerous by themselves. Those that a new worker process makes again are not among them.
 */
public final class StartCalls {

    private static final Set<String> NAMES = Set.of(
            "setns", "mount", "fsopen", "fsconfig", "fsmount", "move_mount", "open_tree", "mount_setattr", "umount", "umount2",
            "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp",
            "bpf", "userfaultfd", "perf_event_open", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
            "add_key", "request_key", "keyctl", "open_by_handle_at", "iopl", "ioperm", "modify_ldt", "vm86", "vm86old", "reboot", "swapon", "swapoff");

    private StartCalls() {}

    static Set<String> names() {
        return NAMES;
    }

    public static boolean contains(Item item) {
        return item.kind() == ItemKind.SYSCALL && SyscallTable.name(item.abi(), item.nr()).filter(NAMES::contains).isPresent();
    }
}
