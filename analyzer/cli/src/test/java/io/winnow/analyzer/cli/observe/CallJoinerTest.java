// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.CliSchemas;
import io.winnow.collector.flyweight.RecordEncoder;
import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entry and return of calls, put together and written. */
class CallJoinerTest {

    private static final SlotKey SLOT = new SlotKey(3, 1);
    private static final int OUT_OF_RANGE = 576;

    private final List<TracedCall> calls = new ArrayList<>();
    private final CallJoiner joiner = new CallJoiner(calls::add);
    private long time = 1_000_000_000L;

    @Test
    void aCallIsReportedWhenItReturns() {
        enter(7, "openat", 0xffffff9cL, 0x7000, 0x80000, 1, 2, 3);
        assertThat(calls).isEmpty();
        leave(7, "openat", -2);
        assertThat(lines()).containsExactly("00:00:01.000001000 7/7 openat(0xffffff9c, 0x7000, 0x80000, 0x1, 0x2, 0x3) = -1 ENOENT");
        assertThat(calls.get(0).nanos()).contains(1000L);
    }

    @Test
    void threadsDoNotGetMixedUp() {
        enter(7, "read", 5);
        enter(8, "write", 6);
        leave(7, "read", 1);
        leave(8, "write", 2);
        assertThat(lines()).containsExactly(
                "00:00:01.000001000 7/7 read(0x5, 0x0, 0x0, 0x0, 0x0, 0x0) = 1", "00:00:01.000002000 8/8 write(0x6, 0x0, 0x0, 0x0, 0x0, 0x0) = 2");
    }

    @Test
    void callsThatHaveNotReturnedAreReportedAtTheEndByTime() {
        enter(9, "read", 5);
        enter(7, "wait4", 6);
        joiner.end();
        joiner.end();
        assertThat(lines()).hasSize(2).allMatch(line -> line.endsWith(" = ?"));
        assertThat(calls).extracting(TracedCall::tid).containsExactly(9, 7);
    }

    @Test
    void anEndIsReportedAtOnce() {
        enter(7, "exit_group", 5);
        assertThat(lines()).singleElement().asString().endsWith("exit_group(0x5, 0x0, 0x0, 0x0, 0x0, 0x0) = ?");
    }

    @Test
    void aNewCallOfTheThreadShowsThatTheLastOneHadNoReturn() {
        enter(7, "read", 5);
        enter(7, "write", 6);
        assertThat(lines()).singleElement().asString().contains("read(0x5").endsWith("= ?");
    }

    @Test
    void aReturnWithoutItsEntrySaysSo() {
        leave(7, "mount", -1);
        assertThat(lines()).singleElement().asString().endsWith("mount(0x0, 0x0, 0x0, 0x0, 0x0, 0x0) = -1 EPERM (its entry was not seen)");
    }

    @Test
    void theChildsSideOfAForkIsNoCallOfItsOwn() {
        enter(7, "fork");
        leave(8, "fork", 0);
        leave(7, "fork", 8);
        assertThat(lines()).singleElement().asString().contains(" 7/7 fork(").endsWith(" = 8");
    }

    @Test
    void aReturnFromASignalHandlerIsNamedByItsEntry() {
        enter(7, "rt_sigreturn");
        leave(7, OUT_OF_RANGE, -4);
        assertThat(lines()).singleElement().asString().contains("rt_sigreturn(").endsWith("= -1 EINTR");
    }

    @Test
    void aThreadThatExecutesAProgramBecomesItsProcessesFirstOne() {
        accept(10, 12, SyscallTable.number(Abi.X86_64, "execve").orElseThrow(), Stage.START, false, 0, 0x1234);
        accept(10, 10, SyscallTable.number(Abi.X86_64, "execve").orElseThrow(), Stage.START, true, 0);
        joiner.end();
        assertThat(lines()).singleElement().asString().contains(" 10/12 execve(0x1234,").endsWith("= 0");
    }

    @Test
    void aCallThatASignalInterruptedIsNotYetAnError() {
        enter(7, "pause");
        leave(7, "pause", -514);
        assertThat(lines()).singleElement().asString().endsWith("= ? ERESTARTNOHAND");
    }

    @Test
    void addressesAreWrittenAsSuchAndOtherAbisAreNamed() {
        enter(7, "mmap");
        leave(7, "mmap", 0x7f0000000000L);
        calls.add(new TracedCall(0, 1, 2, Abi.I386, 20, Stage.START, List.of(0L, 0L, 0L, 0L, 0L, 0L), true, java.util.Optional.of(1L), java.util.Optional.of(1L)));
        assertThat(lines().get(0)).endsWith(" = 0x7f0000000000");
        assertThat(lines().get(1)).isEqualTo("00:00:00.000000000 1/2 i386:getpid(0x0, 0x0, 0x0, 0x0, 0x0, 0x0) = 1");
    }

    @Test
    void documentsAreAsTheirSchemaSays() throws IOException {
        enter(7, "close", -1);
        leave(7, "close", -9);
        enter(7, "exit", 0);
        leave(8, OUT_OF_RANGE, -38);
        CallLines lines = new CallLines();
        for (TracedCall call : calls) {
            StringBuilder line = new StringBuilder();
            lines.json(call, 0, line);
            assertThat(CliSchemas.problems("observe/trace.schema.json", line.toString())).as(line.toString()).isEmpty();
        }
        StringBuilder first = new StringBuilder();
        lines.json(calls.get(0), 0, first);
        assertThat(first.toString()).contains("\"0xffffffffffffffff\"", "\"result\":-9", "\"error\":\"EBADF\"", "\"nanos\":1000").endsWith("}\n");
    }

    private List<String> lines() {
        StringBuilder text = new StringBuilder();
        CallLines lines = new CallLines();
        calls.forEach(call -> lines.columns(call, 0, text));
        return text.toString().lines().toList();
    }

    private void enter(int tid, String name, long... args) {
        accept(tid, tid, SyscallTable.number(Abi.X86_64, name).orElseThrow(), Stage.START, false, 0, args);
    }

    private void leave(int tid, String name, long result) {
        leave(tid, SyscallTable.number(Abi.X86_64, name).orElseThrow(), result);
    }

    private void leave(int tid, int nr, long result) {
        accept(tid, tid, nr, Stage.START, true, result);
    }

    /** A record, a microsecond after the last. */
    private void accept(int tgid, int tid, int nr, Stage stage, boolean returned, long result, long... args) {
        time += 1_000;
        byte[] bytes = RecordEncoder.trace(SLOT, time, 6, Abi.X86_64, stage, nr, args);
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(TraceFlyweight.TGID_OFFSET, tgid);
        record.putInt(TraceFlyweight.TID_OFFSET, tid);
        record.put(TraceFlyweight.RETURNED_OFFSET, (byte) (returned ? 1 : 0));
        record.putLong(TraceFlyweight.RESULT_OFFSET, result);
        TraceFlyweight trace = new TraceFlyweight();
        trace.wrap(record, 0, bytes.length);
        joiner.accept(trace);
    }
}
