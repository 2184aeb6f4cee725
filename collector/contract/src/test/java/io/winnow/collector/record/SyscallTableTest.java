// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SyscallTableTest {

    private static final Path ASM = Path.of("/usr/include/x86_64-linux-gnu/asm");
    private static final Map<Abi, String> HEADERS = Map.of(Abi.X86_64, "unistd_64.h", Abi.I386, "unistd_32.h", Abi.X32, "unistd_x32.h");
    private static final Pattern NUMBER = Pattern.compile("#define __NR_(\\w+)\\s+(?:\\(__X32_SYSCALL_BIT \\+ )?(\\d+)\\)?");

    @Test
    void everyNumberOfTheKernelsHeadersHasItsName() throws Exception {
        for (Abi abi : Abi.values()) {
            int checked = 0;
            for (String line : Files.readAllLines(ASM.resolve(HEADERS.get(abi)))) {
                Matcher matcher = NUMBER.matcher(line);
                if (matcher.matches()) {
                    assertThat(SyscallTable.name(abi, Integer.parseInt(matcher.group(2)))).as(abi + " " + line).hasValue(matcher.group(1));
                    checked++;
                }
            }
            assertThat(checked).isGreaterThan(330);
        }
    }

    @Test
    void namesAndNumbersAreInverse() {
        for (Abi abi : Abi.values()) {
            for (String name : SyscallTable.names(abi)) {
                int number = SyscallTable.number(abi, name).orElseThrow();
                assertThat(SyscallTable.name(abi, number)).hasValue(name);
            }
        }
    }

    @Test
    void newCallsHaveTheSameNumbersInEachTable() {
        for (Abi abi : Abi.values()) {
            assertThat(SyscallTable.name(abi, 451)).hasValue("cachestat");
            assertThat(SyscallTable.name(abi, 462)).hasValue("mseal");
            assertThat(SyscallTable.name(abi, 469)).hasValue("file_setattr");
        }
        assertThat(SyscallTable.name(Abi.X86_64, 335)).hasValue("uretprobe");
        assertThat(SyscallTable.name(Abi.X86_64, 336)).hasValue("uprobe");
        assertThat(SyscallTable.name(Abi.I386, 336)).hasValue("perf_event_open");
        assertThat(SyscallTable.name(Abi.X32, 512)).hasValue("rt_sigaction");
        assertThat(SyscallTable.name(Abi.X86_64, 512)).isEmpty();
    }

    @Test
    void whatIsUnknownHasNoName() {
        for (int number : new int[] {-1, Integer.MIN_VALUE, 470, 500, Layout.SYSCALLS, Integer.MAX_VALUE}) {
            assertThat(SyscallTable.name(Abi.X86_64, number)).isEmpty();
        }
        assertThat(SyscallTable.number(Abi.X86_64, "unknown")).isEmpty();
        assertThat(SyscallTable.number(Abi.X86_64, "clock_gettime64")).isEmpty();
        assertThat(SyscallTable.number(Abi.I386, "clock_gettime64")).hasValue(403);
    }
}
