// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.threat.DangerousBehaviours;
import io.winnow.analyzer.threat.ObservedAct;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StartCallsTest {

    /** PTRACE_ATTACH; the other calls are dangerous whatever their arguments are. */
    private static final List<Long> ARGUMENTS = List.of(16L, 0L, 0L, 0L, 0L, 0L);

    @Test
    void eachOfThemIsDangerousByItself() {
        assertThat(StartCalls.names()).allSatisfy(name -> {
            Item call = items(name).findFirst().orElseThrow(() -> new AssertionError("no table has it"));
            assertThat(StartCalls.contains(call)).isTrue();
            assertThat(DangerousBehaviours.of(ObservedAct.of(call, ARGUMENTS, "", false)))
                    .anySatisfy(row -> assertThat(row.severity()).isGreaterThanOrEqualTo(Severity.MEDIUM));
        });
    }

    @Test
    void whatANewWorkerProcessDoesAgainIsNotAmongThem() {
        assertThat(StartCalls.names()).doesNotContain("clone", "clone3", "execve", "mknod", "mknodat", "setuid", "setgid", "setgroups", "chroot", "prctl", "io_uring_setup");
    }

    private static Stream<Item> items(String name) {
        return Arrays.stream(Abi.values()).flatMap(abi -> SyscallTable.number(abi, name).stream().mapToObj(nr -> Item.syscall(abi, Stage.SERVE, nr)));
    }
}
