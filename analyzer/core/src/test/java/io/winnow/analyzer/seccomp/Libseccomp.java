// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The real libseccomp, driven as runc (libcontainer/seccomp/seccomp_linux.go with libseccomp-golang) and crun (src/libcrun/seccomp.c)
 * drive it. Fails if the library is missing.
 */
final class Libseccomp {

    private static final int UNKNOWN_NAME = -1; // __NR_SCMP_ERROR
    private static final int ATTRIBUTE_OPTIMIZE = 8; // SCMP_FLTATR_CTL_OPTIMIZE
    private static final int BINARY_TREE = 2;
    private static final int BINARY_TREE_FROM = 33; // names, in runc
    private static final int COMPARISON_BYTES = 24; // struct scmp_arg_cmp
    private static final int PROGRAM_MAX_BYTES = 1 << 20;

    /** Whose habits are followed. */
    enum Runtime {
        RUNC,
        CRUN
    }

    /** libseccomp.so.2. */
    interface Api extends Library {
        Pointer seccomp_init(int defaultAction);

        void seccomp_release(Pointer filter);

        int seccomp_arch_add(Pointer filter, int architecture);

        int seccomp_attr_set(Pointer filter, int attribute, int value);

        int seccomp_rule_add_array(Pointer filter, int action, int syscall, int count, Pointer comparisons);

        int seccomp_export_bpf(Pointer filter, int fd);

        int seccomp_syscall_resolve_name(String name);

        int seccomp_syscall_resolve_name_arch(int architecture, String name);
    }

    /** What of the C library an exported program passes through. */
    interface Files extends Library {
        int memfd_create(String name, int flags);

        long pread(int fd, Pointer buffer, long count, long offset);

        int close(int fd);
    }

    private final Api api = Native.load("libseccomp.so.2", Api.class);
    private final Files files = Native.load("c", Files.class);

    /** The number that this libseccomp gives the name; its pseudo numbers, which no filter contains, are none. */
    OptionalInt number(Abi abi, String name) {
        int number = api.seccomp_syscall_resolve_name_arch(token(abi), name);
        if (abi == Abi.I386 && number < UNKNOWN_NAME && Multiplexer.of(name).isPresent()) {
            return direct(name);
        }
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(abi == Abi.X32 ? number & ~0x4000_0000 : number);
    }

    /**
     * The direct call of i386 beside the one that the library's API hides: Linux 4.3 gave them numbers of their own
     * (arch/x86/entry/syscalls/syscall_32.tbl).
     */
    private static OptionalInt direct(String name) {
        return SyscallTable.number(Abi.I386, name);
    }

    /** Whether the name means anything to it, on whatever architecture. */
    boolean knows(String name) {
        return api.seccomp_syscall_resolve_name(name) != UNKNOWN_NAME;
    }

    /** The program that the profile becomes. */
    ClassicBpf compile(SeccompProfile profile, Runtime runtime) {
        return new ClassicBpf(program(profile, runtime));
    }

    /** The same as the kernel takes it: an array of {@code struct sock_filter}. */
    byte[] program(SeccompProfile profile, Runtime runtime) {
        int byDefault = action(profile.defaultAction(), profile.defaultErrno());
        Pointer filter = api.seccomp_init(byDefault);
        if (filter == null) {
            throw new IllegalStateException("seccomp_init of 0x" + Integer.toHexString(byDefault));
        }
        try {
            for (Architecture architecture : profile.architectures()) {
                int status = api.seccomp_arch_add(filter, token(architecture.abi().orElseThrow()));
                if (status != 0 && status != -Errno.EEXIST) {
                    throw new IllegalStateException("seccomp_arch_add of " + architecture + ": " + status);
                }
            }
            int names = profile.rules().stream().mapToInt(rule -> rule.names().size()).sum();
            if (runtime == Runtime.RUNC && names >= BINARY_TREE_FROM) {
                api.seccomp_attr_set(filter, ATTRIBUTE_OPTIMIZE, BINARY_TREE);
            }
            profile.rules().forEach(rule -> add(filter, byDefault, rule));
            return export(filter);
        } finally {
            api.seccomp_release(filter);
        }
    }

    private void add(Pointer filter, int byDefault, Rule rule) {
        int action = action(rule.action(), rule.errno());
        if (action == byDefault) {
            return; // both runtimes leave it out
        }
        for (String name : rule.names()) {
            int number = api.seccomp_syscall_resolve_name(name);
            if (number == UNKNOWN_NAME) {
                continue; // both runtimes
            }
            for (List<ArgCondition> conditions : split(rule.args())) {
                int status = api.seccomp_rule_add_array(filter, action, number, conditions.size(), comparisons(conditions));
                if (status != 0) {
                    throw new IllegalStateException("seccomp_rule_add_array of " + rule + ": " + status);
                }
            }
        }
    }

    /** Both runtimes count conditions by argument, and add each by itself if an argument has two. */
    private static List<List<ArgCondition>> split(List<ArgCondition> conditions) {
        int[] count = new int[6];
        boolean repeated = false;
        for (ArgCondition condition : conditions) {
            repeated |= ++count[condition.index()] > 1;
        }
        if (!repeated) {
            return List.of(conditions);
        }
        List<List<ArgCondition>> each = new ArrayList<>();
        conditions.forEach(condition -> each.add(List.of(condition)));
        return each;
    }

    private static Pointer comparisons(List<ArgCondition> conditions) {
        if (conditions.isEmpty()) {
            return null;
        }
        Memory memory = new Memory((long) COMPARISON_BYTES * conditions.size());
        for (int i = 0; i < conditions.size(); i++) {
            ArgCondition condition = conditions.get(i);
            long at = (long) i * COMPARISON_BYTES;
            memory.setInt(at, condition.index());
            memory.setInt(at + 4, comparison(condition.operator()));
            memory.setLong(at + 8, condition.value());
            memory.setLong(at + 16, condition.valueTwo());
        }
        return memory;
    }

    private byte[] export(Pointer filter) {
        int fd = files.memfd_create("filter", 0);
        if (fd < 0) {
            throw new IllegalStateException("memfd_create failed");
        }
        try (Memory program = new Memory(PROGRAM_MAX_BYTES)) {
            int status = api.seccomp_export_bpf(filter, fd);
            long size = files.pread(fd, program, PROGRAM_MAX_BYTES, 0);
            if (status != 0 || size <= 0 || size == PROGRAM_MAX_BYTES) {
                throw new IllegalStateException("seccomp_export_bpf: " + status + ", bytes: " + size);
            }
            return program.getByteArray(0, (int) size);
        } finally {
            files.close(fd);
        }
    }

    private static int action(Action action, OptionalInt errno) {
        return action.returnValue() | (action.takesErrno() ? errno.orElse(Errno.EPERM) : 0);
    }

    /** {@code enum scmp_compare}. */
    private static int comparison(Operator operator) {
        return switch (operator) {
            case NOT_EQUAL -> 1;
            case LESS_THAN -> 2;
            case LESS_OR_EQUAL -> 3;
            case EQUAL -> 4;
            case GREATER_OR_EQUAL -> 5;
            case GREATER_THAN -> 6;
            case MASKED_EQUAL -> 7;
        };
    }

    /** {@code SCMP_ARCH_*}; the one of x32 is made up by libseccomp. */
    private static int token(Abi abi) {
        return switch (abi) {
            case X86_64 -> ClassicBpf.AUDIT_ARCH_X86_64;
            case I386 -> ClassicBpf.AUDIT_ARCH_I386;
            case X32 -> 0x4000003e;
        };
    }
}
