// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Held;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SyscallTable;
import java.util.List;

/** Says in words what was done. */
public final class Summary {

    private Summary() {}

    /** {@code socket}, {@code i386 open}, {@code number 500}: never the name of another table. */
    public static String call(Item item) {
        String name = syscall(item.abi(), item.nr());
        return item.abi() == Abi.X86_64 ? name : item.abi().label() + " " + name;
    }

    /** The same without its ABI. The kernel keeps no numbers beyond its table: they are all one. */
    public static String syscall(Abi abi, int nr) {
        return SyscallTable.name(abi, nr).orElse(nr >= Layout.SYSCALLS ? "a number beyond the table" : "number " + nr);
    }

    static String of(Behaviour behaviour) {
        if (behaviour instanceof Behaviour.Act act) {
            return of(act.item(), act.arguments(), act.executable());
        }
        if (behaviour instanceof Behaviour.HeldBack heldBack) {
            return heldBack.violations() + " more violations than the container's budget of reports (" + ReportBudget.PER_SECOND
                    + " a second): `winnow pending` lists them";
        }
        return "part of the container's behaviour was lost (" + ((Behaviour.Lost) behaviour).reason().label() + ") and cannot be judged";
    }

    /** What a baseline's item is about; of a program its path if that is known. */
    public static String of(Item item, String executable) {
        return of(item, List.of(), executable);
    }

    private static String of(Item item, List<Long> arguments, String executable) {
        return switch (item.kind()) {
            case SYSCALL -> withArguments(item, arguments);
            case ARGUMENT -> argument(item, item.arg() & ~Item.DANGER, item.detail());
            case CAPABILITY -> capability(item.arg()) + (granted(item) ? " granted" : " refused") + " in " + call(item);
            case DENIAL -> withArguments(item, arguments) + (Denial.isOwn(item.detail()) ? " answered by seccomp inside the container with "
                    : " refused by seccomp with ") + refusal(item.detail());
            case IO_URING -> "io_uring opcode " + item.detail();
            case LEFT_CGROUP -> "left the container's cgroup";
            case EXECUTABLE -> "start of " + (executable.isEmpty() ? "a program that the baseline does not have" : executable);
            case HELD -> String.join(", ", Held.capabilities(item).stream().map(Enum::name).toList()) + " held in " + call(item);
        };
    }

    /** {@code CAP_NET_RAW}, or the number if a newer kernel has one that is not known here. */
    public static String capability(int number) {
        return Capability.find(number).map(Enum::name).orElse("capability " + number);
    }

    /** Whether the verdict of this check was "yes". */
    public static boolean granted(Item check) {
        return (check.detail() & CapabilityCheck.GRANTED) != 0;
    }

    /** What a program got instead of an answer: an errno's name, or {@code SIGSYS}. */
    public static String refusal(long detail) {
        int errno = Denial.errno(detail);
        return Denial.isSignal(detail) ? "SIGSYS" : Errno.name(errno).orElse("errno " + errno);
    }

    /** An argument item in words. */
    public static ArgumentText argument(Item item) {
        int index = ArgumentSet.index(item);
        String name = SyscallTable.name(item.abi(), item.nr()).orElse("");
        SymbolicArguments.SymbolicNames words = SymbolicArguments.of(name, index, item.detail())
                .orElseGet(() -> new SymbolicArguments.SymbolicNames("arg" + index, SymbolicArguments.hex(item.detail())));
        return new ArgumentText(call(item) + "(" + words.name() + ")", words.value());
    }

    /**
     * An argument in words.
     *
     * @param parameter {@code socket(family)}
     * @param value {@code AF_ALG}, or hexadecimal
     */
    public record ArgumentText(String parameter, String value) {}

    private static String argument(Item item, int index, long value) {
        if ((index & ArgumentSet.MARK) != 0) {
            return "more values of " + argument(item).parameter() + " than are kept";
        }
        String name = SyscallTable.name(item.abi(), item.nr()).orElse("");
        return call(item) + "("
                + SymbolicArguments.of(name, index, value)
                        .map(words -> words.name() + "=" + words.value())
                        .orElseGet(() -> "arg" + index + "=" + SymbolicArguments.hex(value))
                + ")";
    }

    /** Names the first argument that has words: {@code unshare(flags=CLONE_NEWUSER)}. */
    private static String withArguments(Item item, List<Long> arguments) {
        String name = SyscallTable.name(item.abi(), item.nr()).orElse("");
        for (int i = 0; i < arguments.size(); i++) {
            if (SymbolicArguments.of(name, i, arguments.get(i)).isPresent()) {
                return argument(item, i, arguments.get(i));
            }
        }
        return call(item);
    }
}
