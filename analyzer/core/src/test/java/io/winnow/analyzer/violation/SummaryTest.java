// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "socket; 0; 38; socket(family=AF_ALG)",
        "socket; 0; 200; socket(family=0xc8)",
        "socket; 1; 3; socket(type=SOCK_RAW)",
        "socket; 1; 526337; socket(type=SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC)",
        "clone; 0; 17; clone(flags=signal 17)",
        "clone; 0; 285212689; clone(flags=CLONE_CHILD_SETTID|CLONE_NEWUSER|signal 17)",
        "unshare; 0; 268435456; unshare(flags=CLONE_NEWUSER)",
        "unshare; 0; 1; unshare(flags=0x1)",
        "mmap; 2; 5; mmap(prot=PROT_READ|PROT_EXEC)",
        "setsockopt; 1; 4294967305; setsockopt(option=SOL_SOCKET/9)",
        "ptrace; 0; 16; ptrace(request=PTRACE_ATTACH)",
        "bpf; 0; 5; bpf(cmd=BPF_PROG_LOAD)",
        "prctl; 0; 22; prctl(option=PR_SET_SECCOMP)",
        "ioctl; 1; 21522; ioctl(cmd=TIOCSTI)",
        "personality; 0; -1; personality(persona=0xffffffffffffffff)",
        "read; 1; 7; read(arg1=0x7)"
    })
    void namesArgumentsAndTheirValues(String call, int argument, long value, String words) {
        Item item = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, argument, SampleBaseline.number(call), value);
        assertThat(Summary.of(act(item))).isEqualTo(words);
    }

    @Test
    void neverNamesANumberByTheTableOfAnotherAbi() {
        assertThat(Summary.of(act(Item.syscall(Abi.X86_64, Stage.SERVE, 5)))).isEqualTo("fstat");
        assertThat(Summary.of(act(Item.syscall(Abi.I386, Stage.SERVE, 5)))).isEqualTo("i386 open");
        assertThat(Summary.of(act(Item.syscall(Abi.X32, Stage.SERVE, 520)))).isEqualTo("x32 execve");
        assertThat(Summary.of(act(Item.syscall(Abi.X86_64, Stage.SERVE, 520)))).isEqualTo("number 520");
        assertThat(Summary.of(act(Item.syscall(Abi.X86_64, Stage.SERVE, Layout.SYSCALLS)))).isEqualTo("a number beyond the table");
    }

    @Test
    void namesCapabilitiesWithVerdictAndCall() {
        Item item = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, 21, SampleBaseline.number("mount"), CapabilityCheck.INITIAL_NS);
        assertThat(Summary.of(act(item))).isEqualTo("CAP_SYS_ADMIN refused in mount");
        Item unknown = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, 63, SampleBaseline.number("mount"), CapabilityCheck.GRANTED);
        assertThat(Summary.of(act(unknown))).isEqualTo("capability 63 granted in mount");
    }

    @Test
    void namesRefusalsWithTheirError() {
        int bpf = SampleBaseline.number("bpf");
        assertThat(Summary.of(act(new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, bpf, 38)))).isEqualTo("bpf refused by seccomp with ENOSYS");
        assertThat(Summary.of(act(new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, bpf, Denial.SIGNAL))))
                .isEqualTo("bpf refused by seccomp with SIGSYS");
        assertThat(Summary.of(act(new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, bpf, 3000))))
                .isEqualTo("bpf refused by seccomp with errno 3000");
    }

    @Test
    void namesProgramsOpcodesAndLosses() {
        Item program = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.EXEC, 0, 0, 1);
        assertThat(Summary.of(new Behaviour.Act(program, List.of(), 0, "/tmp/x"))).isEqualTo("start of /tmp/x");
        assertThat(Summary.of(act(program))).isEqualTo("start of a program that the baseline does not have");
        assertThat(Summary.of(act(new Item(ItemKind.IO_URING, Abi.X86_64, Stage.SERVE, 0, 0, 18)))).isEqualTo("io_uring opcode 18");
        assertThat(Summary.of(new Behaviour.Lost(Loss.TASKS_FULL))).contains("tasks-full");
    }

    private static Behaviour act(Item item) {
        return new Behaviour.Act(item, List.of(), 0, "");
    }
}
