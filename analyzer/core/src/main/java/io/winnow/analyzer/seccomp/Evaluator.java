// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.analyzer.seccomp.Verdict.Reason;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Answers what happens to a call under a profile, as the filter does that libseccomp compiles for an x86_64 host. Immutable.
 *
 * <ul>
 *   <li>The host's own ABI is always known to the filter, i386 and x32 only if the profile lists them; a call through another kills the
 *       thread. x32 shares its architecture with x86_64 and has bit 30 set in its numbers (libseccomp src/gen_bpf.c).
 *   <li>Rules that do what the default does are left out, and so are names that an ABI does not have (runc
 *       libcontainer/seccomp/seccomp_linux.go, crun src/libcrun/seccomp.c).
 *   <li>The conditions of a rule must all hold; but if two of them are on one argument, each becomes a rule of its own (the same files).
 *   <li>The first rule without conditions decides about its call; among rules with conditions any that holds.
 *   <li>i386 and x32 compare the low 32 bits of arguments and values, x86_64 all 64.
 *   <li>i386 carries socket and IPC calls also in socketcall and ipc, which a rule for one of them opens too (src/syscalls.c).
 * </ul>
 *
 * <p>Names are those of Linux 6.18. An older libseccomp leaves out what it does not know, and the default then decides.
 *
 * <p>If libseccomp is known not to compile what the rules say, {@link #uncertainCalls} names the call; the verdict is then the rules'
 * meaning. Whether the kernel accepts the filter's size (4,096 instructions) is not looked at, nor that newer kernels let uretprobe and
 * uprobe of x86_64 through without asking the filter (kernel/seccomp.c).
 */
public final class Evaluator {

    private static final int ARGUMENTS = 6;
    private static final int X32_BIT = 0x4000_0000;
    /** A call that a tracer skipped: not for the check of the ABI. */
    private static final int SKIPPED = -1;
    private static final String NUMBER_NOT_LOADED = "libseccomp may leave out every rule: name at least one call of the ABI without"
            + " conditions, or leave out the ABI";

    private final SeccompProfile profile;
    private final Map<Abi, AbiFilter> filters = new EnumMap<>(Abi.class);
    private final Optional<EnosysStub> stub;

    /** What the profile means, whatever a libseccomp knows. */
    public Evaluator(SeccompProfile profile) {
        this(profile, SyscallTable::number, false);
    }

    /**
     * The profile with the stub that runc puts before it: numbers above all that it names are answered with ENOSYS.
     *
     * @param names that the runtime's libseccomp knows
     */
    public static Evaluator asLoadedByRunc(SeccompProfile profile, SyscallNames names) {
        return new Evaluator(profile, names, true);
    }

    /**
     * The profile as it is.
     *
     * @param names that the runtime's libseccomp knows
     */
    public static Evaluator asLoadedByCrun(SeccompProfile profile, SyscallNames names) {
        return new Evaluator(profile, names, false);
    }

    Evaluator(SeccompProfile profile, SyscallNames names, boolean enosysStub) {
        this.profile = profile;
        filters.put(Abi.X86_64, new AbiFilter(Abi.X86_64, profile, names));
        for (Architecture architecture : profile.architectures()) {
            architecture.abi().ifPresent(abi -> filters.computeIfAbsent(abi, listed -> new AbiFilter(listed, profile, names)));
        }
        this.stub = enosysStub ? Optional.of(new EnosysStub(profile, filters.keySet(), names)) : Optional.empty();
    }

    /**
     * What happens to a call.
     *
     * @param abi through which it is made
     * @param number in that ABI's table, for x32 without bit 30; any 32 bits
     * @param args up to six, unsigned; missing ones are 0
     */
    public Verdict evaluate(Abi abi, int number, long... args) {
        if (args.length > ARGUMENTS) {
            throw new IllegalArgumentException("args=" + args.length + " is more than " + ARGUMENTS);
        }
        return abi == Abi.I386
                ? verdict(Abi.I386, number, args)
                : verdictOfRaw(abi == Abi.X32 ? number | X32_BIT : number, args);
    }

    /** Whether there are arguments with which the call is carried out. */
    public boolean mayAllow(Abi abi, int number) {
        Reason reason = evaluate(abi, number).reason();
        if (reason == Reason.UNKNOWN_ARCHITECTURE || reason == Reason.NEWER_THAN_PROFILE) {
            return false;
        }
        boolean byDefault = profile.defaultAction().allows();
        return filters.get(abi).call(number).map(call -> call.allowsSome(byDefault)).orElse(byDefault);
    }

    /** The calls of an ABI that are carried out with at least some arguments, by name. */
    public SortedSet<String> allowedSyscalls(Abi abi) {
        SortedSet<String> allowed = new TreeSet<>();
        for (String name : SyscallTable.names(abi)) {
            if (mayAllow(abi, SyscallTable.number(abi, name).orElseThrow())) {
                allowed.add(name);
            }
        }
        return allowed;
    }

    /**
     * The ways in which rules decide about a call, i386's socketcall and ipc included: tried one after the other, and one without conditions
     * stands alone. If none matches, the default decides; there is none, too, if the filter does not know the ABI.
     */
    public List<Alternative> alternatives(Abi abi, String syscall) {
        AbiFilter filter = filters.get(abi);
        OptionalInt number = SyscallTable.number(abi, syscall);
        return filter == null || number.isEmpty() ? List.of() : filter.call(number.getAsInt()).map(CallFilter::alternatives).orElse(List.of());
    }

    /** The ABIs that the filter knows. */
    public Set<Abi> abis() {
        return Collections.unmodifiableSet(filters.keySet());
    }

    /** Calls for which libseccomp may compile something else than the rules say, in the order of ABI and name; empty for most profiles. */
    public List<UncertainCall> uncertainCalls() {
        List<UncertainCall> uncertain = new ArrayList<>();
        filters.forEach((abi, filter) -> {
            if (numberMayNotBeLoaded(abi)) {
                uncertain.add(new UncertainCall(abi, UncertainCall.EVERY, NUMBER_NOT_LOADED));
            }
            uncertain.addAll(filter.uncertainCalls());
        });
        return uncertain;
    }

    /**
     * For i386, and for x86_64 with x32, libseccomp loads the call's number together with the first call of its list. If that is one
     * that the ABI does not have, it is left out, and no number is ever compared. Calls without conditions come first, those of x86_64
     * before those of x32, and absent ones last (src/gen_bpf.c, {@code _gen_bpf_syscalls}).
     */
    private boolean numberMayNotBeLoaded(Abi abi) {
        if (abi == Abi.I386) {
            AbiFilter i386 = filters.get(Abi.I386);
            return i386.namesAbsentCalls() && !i386.hasUnconditionalCall();
        }
        AbiFilter x32 = filters.get(Abi.X32);
        AbiFilter x86 = filters.get(Abi.X86_64);
        return x32 != null && (x86.namesAbsentCalls() || x32.namesAbsentCalls()) && !x86.hasUnconditionalCall();
    }

    /** A number as the kernel has it under AUDIT_ARCH_X86_64, where bit 30 marks x32. */
    private Verdict verdictOfRaw(int raw, long[] args) {
        boolean x32 = (raw & X32_BIT) != 0;
        if (filters.containsKey(Abi.X32)) {
            return x32 ? verdict(Abi.X32, raw & ~X32_BIT, args) : verdict(Abi.X86_64, raw, args);
        }
        if (raw == SKIPPED) {
            return byDefault();
        }
        boolean answeredByStub = !x32 && stubAnswers(Abi.X86_64, raw);
        boolean aboveNative = Integer.compareUnsigned(raw, X32_BIT) >= 0;
        return aboveNative && !answeredByStub ? unknownArchitecture() : verdict(Abi.X86_64, raw, args);
    }

    private Verdict verdict(Abi abi, int number, long[] args) {
        if (!filters.containsKey(abi)) {
            return unknownArchitecture();
        }
        if (stubAnswers(abi, number)) {
            return new Verdict(Action.ERRNO, Errno.ENOSYS, Reason.NEWER_THAN_PROFILE, Optional.empty());
        }
        return filters.get(abi)
                .call(number)
                .flatMap(call -> call.match(Arrays.copyOf(args, ARGUMENTS)))
                .map(found -> new Verdict(found.action(), found.data(), Reason.RULE, Optional.of(found.rule())))
                .orElseGet(this::byDefault);
    }

    private boolean stubAnswers(Abi abi, int number) {
        return stub.isPresent() && stub.get().answers(abi, number);
    }

    private Verdict byDefault() {
        Action action = profile.defaultAction();
        return new Verdict(action, action.dataOf(profile.defaultErrno()), Reason.DEFAULT, Optional.empty());
    }

    /** libseccomp's SCMP_FLTATR_ACT_BADARCH, which no runtime changes. */
    private static Verdict unknownArchitecture() {
        return new Verdict(Action.KILL_THREAD, 0, Reason.UNKNOWN_ARCHITECTURE, Optional.empty());
    }
}
