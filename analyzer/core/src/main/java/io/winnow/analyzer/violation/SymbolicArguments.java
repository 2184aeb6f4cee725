// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.seccomp.Multiplexer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Names of the arguments that are kept as sets, and of their values, as the kernel's headers have them ({@code linux/socket.h},
 * {@code linux/sched.h}, {@code linux/prctl.h}, {@code linux/ptrace.h}, {@code linux/bpf.h}, {@code linux/keyctl.h}, {@code asm/mman.h}). A
 * value without a name is written in hex: nothing is guessed.
 */
final class SymbolicArguments {

    /**
     * An argument in words.
     *
     * @param name of the parameter, {@code family}
     * @param value {@code AF_ALG}, or hex
     */
    record SymbolicNames(String name, String value) {}

    private record Parameter(String name, LongFunction<String> words) {}

    private static final Map<Long, String> FAMILIES = names(
            0, "AF_UNSPEC", 1, "AF_UNIX", 2, "AF_INET", 3, "AF_AX25", 4, "AF_IPX", 5, "AF_APPLETALK", 9, "AF_X25", 10, "AF_INET6",
            15, "AF_KEY", 16, "AF_NETLINK", 17, "AF_PACKET", 21, "AF_RDS", 24, "AF_PPPOX", 26, "AF_LLC", 27, "AF_IB", 29, "AF_CAN",
            30, "AF_TIPC", 31, "AF_BLUETOOTH", 33, "AF_RXRPC", 35, "AF_PHONET", 38, "AF_ALG", 39, "AF_NFC", 40, "AF_VSOCK", 41, "AF_KCM",
            42, "AF_QIPCRTR", 43, "AF_SMC", 44, "AF_XDP", 45, "AF_MCTP");
    private static final Map<Long, String> SOCKET_TYPES = names(
            1, "SOCK_STREAM", 2, "SOCK_DGRAM", 3, "SOCK_RAW", 4, "SOCK_RDM", 5, "SOCK_SEQPACKET", 6, "SOCK_DCCP", 10, "SOCK_PACKET");
    private static final Map<Long, String> SOCKET_FLAGS = names(0x800, "SOCK_NONBLOCK", 0x80000, "SOCK_CLOEXEC");
    private static final Map<Long, String> CLONE_FLAGS = names(
            0x80, "CLONE_NEWTIME", 0x100, "CLONE_VM", 0x200, "CLONE_FS", 0x400, "CLONE_FILES", 0x800, "CLONE_SIGHAND", 0x1000, "CLONE_PIDFD",
            0x2000, "CLONE_PTRACE", 0x4000, "CLONE_VFORK", 0x8000, "CLONE_PARENT", 0x10000, "CLONE_THREAD", 0x20000, "CLONE_NEWNS",
            0x40000, "CLONE_SYSVSEM", 0x80000, "CLONE_SETTLS", 0x100000, "CLONE_PARENT_SETTID", 0x200000, "CLONE_CHILD_CLEARTID",
            0x400000, "CLONE_DETACHED", 0x800000, "CLONE_UNTRACED", 0x1000000, "CLONE_CHILD_SETTID", 0x2000000, "CLONE_NEWCGROUP",
            0x4000000, "CLONE_NEWUTS", 0x8000000, "CLONE_NEWIPC", 0x10000000, "CLONE_NEWUSER", 0x20000000, "CLONE_NEWPID",
            0x40000000, "CLONE_NEWNET", 0x80000000L, "CLONE_IO");
    private static final Map<Long, String> PROTECTIONS = names(1, "PROT_READ", 2, "PROT_WRITE", 4, "PROT_EXEC");
    private static final Map<Long, String> PRCTL = names(
            1, "PR_SET_PDEATHSIG", 2, "PR_GET_PDEATHSIG", 3, "PR_GET_DUMPABLE", 4, "PR_SET_DUMPABLE", 7, "PR_GET_KEEPCAPS", 8, "PR_SET_KEEPCAPS",
            15, "PR_SET_NAME", 16, "PR_GET_NAME", 21, "PR_GET_SECCOMP", 22, "PR_SET_SECCOMP", 23, "PR_CAPBSET_READ", 24, "PR_CAPBSET_DROP",
            25, "PR_GET_TSC", 26, "PR_SET_TSC", 27, "PR_GET_SECUREBITS", 28, "PR_SET_SECUREBITS", 29, "PR_SET_TIMERSLACK",
            30, "PR_GET_TIMERSLACK", 33, "PR_MCE_KILL", 35, "PR_SET_MM", 36, "PR_SET_CHILD_SUBREAPER", 37, "PR_GET_CHILD_SUBREAPER",
            38, "PR_SET_NO_NEW_PRIVS", 39, "PR_GET_NO_NEW_PRIVS", 40, "PR_GET_TID_ADDRESS", 41, "PR_SET_THP_DISABLE", 42, "PR_GET_THP_DISABLE",
            47, "PR_CAP_AMBIENT", 52, "PR_GET_SPECULATION_CTRL", 53, "PR_SET_SPECULATION_CTRL", 57, "PR_SET_IO_FLUSHER",
            59, "PR_SET_SYSCALL_USER_DISPATCH", 62, "PR_SCHED_CORE", 65, "PR_SET_MDWE", 66, "PR_GET_MDWE", 0x53564d41, "PR_SET_VMA",
            0x59616d61, "PR_SET_PTRACER");
    private static final Map<Long, String> PTRACE = names(
            0, "PTRACE_TRACEME", 1, "PTRACE_PEEKTEXT", 2, "PTRACE_PEEKDATA", 3, "PTRACE_PEEKUSR", 4, "PTRACE_POKETEXT", 5, "PTRACE_POKEDATA",
            6, "PTRACE_POKEUSR", 7, "PTRACE_CONT", 8, "PTRACE_KILL", 9, "PTRACE_SINGLESTEP", 12, "PTRACE_GETREGS", 13, "PTRACE_SETREGS",
            16, "PTRACE_ATTACH", 17, "PTRACE_DETACH", 24, "PTRACE_SYSCALL", 0x4200, "PTRACE_SETOPTIONS", 0x4201, "PTRACE_GETEVENTMSG",
            0x4202, "PTRACE_GETSIGINFO", 0x4203, "PTRACE_SETSIGINFO", 0x4204, "PTRACE_GETREGSET", 0x4205, "PTRACE_SETREGSET",
            0x4206, "PTRACE_SEIZE", 0x4207, "PTRACE_INTERRUPT", 0x4208, "PTRACE_LISTEN", 0x420e, "PTRACE_GET_SYSCALL_INFO");
    private static final Map<Long, String> BPF = names(
            0, "BPF_MAP_CREATE", 1, "BPF_MAP_LOOKUP_ELEM", 2, "BPF_MAP_UPDATE_ELEM", 3, "BPF_MAP_DELETE_ELEM", 4, "BPF_MAP_GET_NEXT_KEY",
            5, "BPF_PROG_LOAD", 6, "BPF_OBJ_PIN", 7, "BPF_OBJ_GET", 8, "BPF_PROG_ATTACH", 9, "BPF_PROG_DETACH", 10, "BPF_PROG_TEST_RUN",
            15, "BPF_OBJ_GET_INFO_BY_FD", 17, "BPF_RAW_TRACEPOINT_OPEN", 18, "BPF_BTF_LOAD", 28, "BPF_LINK_CREATE", 36, "BPF_TOKEN_CREATE");
    private static final Map<Long, String> KEYCTL = names(
            0, "KEYCTL_GET_KEYRING_ID", 1, "KEYCTL_JOIN_SESSION_KEYRING", 2, "KEYCTL_UPDATE", 3, "KEYCTL_REVOKE", 4, "KEYCTL_CHOWN",
            5, "KEYCTL_SETPERM", 6, "KEYCTL_DESCRIBE", 7, "KEYCTL_CLEAR", 8, "KEYCTL_LINK", 9, "KEYCTL_UNLINK", 10, "KEYCTL_SEARCH",
            11, "KEYCTL_READ", 12, "KEYCTL_INSTANTIATE", 13, "KEYCTL_NEGATE");
    private static final Map<Long, String> IOCTLS = names(
            0x5401, "TCGETS", 0x5402, "TCSETS", 0x5403, "TCSETSW", 0x5404, "TCSETSF", 0x540e, "TIOCSCTTY", 0x540f, "TIOCGPGRP",
            0x5410, "TIOCSPGRP", 0x5412, "TIOCSTI", 0x5413, "TIOCGWINSZ", 0x5414, "TIOCSWINSZ", 0x541b, "FIONREAD", 0x541c, "TIOCLINUX",
            0x5421, "FIONBIO", 0x5422, "TIOCNOTTY", 0x5450, "FIONCLEX", 0x5451, "FIOCLEX", 0x5452, "FIOASYNC", 0x8912, "SIOCGIFCONF",
            0x8913, "SIOCGIFFLAGS", 0x8914, "SIOCSIFFLAGS", 0x8927, "SIOCGIFHWADDR", 0x8933, "SIOCGIFINDEX");
    private static final Map<Long, String> PERSONALITIES =
            names(0, "PER_LINUX", 8, "PER_LINUX32", 0x20000, "UNAME26", 0x40000, "ADDR_NO_RANDOMIZE", 0xffffffffL, "query");
    private static final Map<Long, String> LEVELS = names(
            0, "SOL_IP", 1, "SOL_SOCKET", 6, "SOL_TCP", 17, "SOL_UDP", 41, "SOL_IPV6", 58, "SOL_ICMPV6", 255, "SOL_RAW", 263, "SOL_PACKET",
            270, "SOL_NETLINK", 279, "SOL_ALG", 282, "SOL_TLS", 283, "SOL_XDP");

    private static final Map<String, Map<Integer, Parameter>> PARAMETERS = parameters();

    private SymbolicArguments() {}

    /** The argument at this index in words; empty if the call's parameters are not known here. */
    static Optional<SymbolicNames> of(String syscall, int index, long value) {
        Parameter parameter = PARAMETERS.getOrDefault(syscall, Map.of()).get(index);
        return parameter == null ? Optional.empty() : Optional.of(new SymbolicNames(parameter.name(), parameter.words().apply(value)));
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static Map<String, Map<Integer, Parameter>> parameters() {
        Map<String, Map<Integer, Parameter>> parameters = new LinkedHashMap<>();
        Parameter family = new Parameter("family", one(FAMILIES));
        Parameter type = new Parameter("type", SymbolicArguments::socketType);
        parameters.put("socket", Map.of(0, family, 1, type));
        parameters.put("socketpair", Map.of(0, family, 1, type));
        parameters.put("socketcall", Map.of(0, new Parameter("call", carried(Multiplexer.SOCKETCALL, -1L))));
        parameters.put("ipc", Map.of(0, new Parameter("call", carried(Multiplexer.IPC, 0xffffL))));
        parameters.put("clone", Map.of(0, new Parameter("flags", SymbolicArguments::cloneFlags)));
        parameters.put("unshare", Map.of(0, new Parameter("flags", flags(CLONE_FLAGS))));
        parameters.put("setns", Map.of(1, new Parameter("nstype", flags(CLONE_FLAGS))));
        parameters.put("personality", Map.of(0, new Parameter("persona", one(PERSONALITIES))));
        parameters.put("prctl", Map.of(0, new Parameter("option", one(PRCTL))));
        parameters.put("ioctl", Map.of(1, new Parameter("cmd", one(IOCTLS))));
        parameters.put("ptrace", Map.of(0, new Parameter("request", one(PTRACE))));
        parameters.put("bpf", Map.of(0, new Parameter("cmd", one(BPF))));
        parameters.put("keyctl", Map.of(0, new Parameter("operation", one(KEYCTL))));
        parameters.put("setsockopt", Map.of(1, new Parameter("option", SymbolicArguments::socketOption)));
        parameters.put("mmap", Map.of(2, new Parameter("prot", flags(PROTECTIONS))));
        parameters.put("mprotect", Map.of(2, new Parameter("prot", flags(PROTECTIONS))));
        parameters.put("pkey_mprotect", Map.of(2, new Parameter("prot", flags(PROTECTIONS))));
        return parameters;
    }

    private static LongFunction<String> carried(Multiplexer carrier, long mask) {
        return value -> carrier.carried(value & mask).orElse(hex(value));
    }

    /** Type and flags share the argument. */
    private static String socketType(long value) {
        String type = one(SOCKET_TYPES).apply(value & 0xf);
        long flags = value & ~0xfL;
        return flags == 0 ? type : type + "|" + flags(SOCKET_FLAGS).apply(flags);
    }

    /** The low byte is the signal that the child sends when it ends. */
    private static String cloneFlags(long value) {
        long signal = value & 0xff & ~0x80;
        long flags = value & ~0x7fL;
        if (flags == 0) {
            return "signal " + signal;
        }
        return flags(CLONE_FLAGS).apply(flags) + (signal == 0 ? "" : "|signal " + signal);
    }

    /** Level and name are kept as one value, level above. */
    private static String socketOption(long value) {
        return one(LEVELS).apply(value >>> 32) + "/" + (value & 0xffffffffL);
    }

    private static LongFunction<String> one(Map<Long, String> names) {
        return value -> names.getOrDefault(value, hex(value));
    }

    private static LongFunction<String> flags(Map<Long, String> names) {
        return value -> {
            List<String> words = new ArrayList<>();
            long rest = value;
            for (Map.Entry<Long, String> flag : names.entrySet()) {
                if ((value & flag.getKey()) != 0) {
                    words.add(flag.getValue());
                    rest &= ~flag.getKey();
                }
            }
            if (rest != 0 || words.isEmpty()) {
                words.add(hex(rest));
            }
            return String.join("|", words);
        };
    }

    private static Map<Long, String> names(Object... pairs) {
        Map<Long, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.put(((Number) pairs[i]).longValue(), (String) pairs[i + 1]);
        }
        return names;
    }
}
