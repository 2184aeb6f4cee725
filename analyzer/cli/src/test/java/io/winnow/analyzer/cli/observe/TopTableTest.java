// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.CliSchemas;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.flyweight.ProfileFlyweight;
import io.winnow.collector.flyweight.ProfileKeyFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Layout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a slot's profile to the table. */
class TopTableTest {

    private static final int READ = 0;
    private static final int CLOSE = 3;
    private static final int OPENAT = 257;

    @Test
    void aProfileIsReadWithItsErrorsByErrno() {
        ByteBuffer bytes = ByteBuffer.allocate(3 * CallProfileReader.BLOCK_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        entry(bytes, 0, CLOSE, Errno.EBADF, 4, 0, 0);
        entry(bytes, 1, CLOSE, 0, 7, 4, 900);
        entry(bytes, 2, CLOSE, Errno.EACCES, 1, 0, 0);
        bytes.putLong(CallProfileReader.BLOCK_LENGTH + CallProfileReader.PROFILE_OFFSET + ProfileFlyweight.LATENCY_OFFSET + 5 * Long.BYTES, 7);
        CallProfileReader reader = new CallProfileReader();
        reader.wrap(bytes, 0, bytes.capacity());
        assertThat(SyscallUse.read(reader)).containsExactly(new SyscallUse(Abi.X86_64, CLOSE, 7, 4, Map.of(Errno.EBADF, 4L, Errno.EACCES, 1L), 900, latency(5, 7)));
    }

    @Test
    void quantilesAreLinearWithinTheirBucket() {
        List<Long> latency = latency(10, 100);
        latency.set(12, 100L);
        SyscallUse use = new SyscallUse(Abi.X86_64, READ, 200, 0, Map.of(), 200_000, List.copyOf(latency));
        assertThat(use.quantileNanos(0.25)).isEqualTo(1024 + 512);
        assertThat(use.quantileNanos(0.5)).isEqualTo(2048);
        assertThat(use.quantileNanos(0.75)).isEqualTo(4096 + 2048);
        assertThat(use.quantileNanos(1)).isEqualTo(8192);
        assertThat(use.meanNanos()).isEqualTo(1000);
        assertThat(use(READ, 0, 0, 0).quantileNanos(0.99)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"time, 'openat,close,read'", "calls, 'read,openat,close'", "errors, 'close,openat,read'"})
    void whatCountsMostComesFirst(TopTable.Sort sort, String expected) {
        List<SyscallUse> uses = List.of(use(READ, 90, 0, 100), use(CLOSE, 10, 9, 200), use(OPENAT, 20, 5, 300));
        assertThat(String.join(",", sort.sorted(uses).stream().map(SyscallUse::name).toList())).isEqualTo(expected);
    }

    @Test
    void equalFiguresAreInTheOrderOfTheNames() {
        assertThat(TopTable.Sort.errors.sorted(List.of(use(READ, 1, 0, 1), use(CLOSE, 1, 0, 1))).stream().map(SyscallUse::name)).containsExactly("close", "read");
    }

    @Test
    void theTableHasOneRowACallAndTheSum() {
        List<SyscallUse> uses = List.of(use(OPENAT, 20, 5, 3_000_000), use(READ, 90, 0, 100));
        StringWriter text = new StringWriter();
        new TopTable(uses, Map.of(uses.get(0).key(), 12.34, uses.get(1).key(), 0.5)).print(new PrintWriter(text), 100);
        assertThat(text.toString().lines().map(line -> line.replaceAll(" +", " "))).containsExactly(
                "SYSCALL CALLS/S CALLS ERRORS TIME MEAN P50 P99 LATENCY 1.0us..2.0us",
                "openat 12 20 5 ENOENT 3.0ms 150us 1.5us 2.0us |@|",
                "read 0.5 90 0 100ns 1ns 1.5us 2.0us |@|",
                "total 13 110 5 3.0ms");
    }

    @Test
    void aScreenHasTheFirstRowsAndTheSumOfAll() {
        List<SyscallUse> uses = List.of(use(OPENAT, 20, 5, 300), use(READ, 90, 0, 100));
        StringWriter text = new StringWriter();
        new TopTable(uses, Map.of()).print(new PrintWriter(text), 1);
        assertThat(text.toString()).contains("openat", "total of 2").doesNotContain("read").contains("110");
    }

    @Test
    void nothingIsATableWithoutRows() {
        StringWriter text = new StringWriter();
        new TopTable(List.of(), Map.of()).print(new PrintWriter(text), 10);
        assertThat(text.toString().lines()).hasSize(2);
    }

    @Test
    void theMostFrequentErrorsAreNamed() {
        SyscallUse many = new SyscallUse(Abi.X86_64, READ, 99, 60, Map.of(Errno.ENOENT, 30L, Errno.EACCES, 5L, Errno.EBADF, 20L, 1, 4L, 4000, 1L), 1, latency(1, 99));
        assertThat(TopTable.errors(many)).isEqualTo("60 (30 ENOENT, 20 EBADF, 5 EACCES, …)");
        assertThat(TopTable.errors(new SyscallUse(Abi.X86_64, READ, 1, 1, Map.of(4000, 1L), 1, latency(1, 1)))).isEqualTo("1 errno 4000");
        assertThat(TopTable.errors(use(READ, 1, 0, 1))).isEqualTo("0");
    }

    @Test
    void aCallThatASignalInterruptedHasNotFailed() {
        SyscallUse use = new SyscallUse(Abi.X86_64, READ, 9, 8, Map.of(512, 1L, 513, 1L, 514, 1L, 516, 1L, Errno.EBADF, 4L), 1, latency(1, 9));
        assertThat(TopTable.errors(use)).isEqualTo("4 EBADF, 4 interrupted");
        TopDocument document = TopDocument.of(new CallObservation.Outcome("sleep", Duration.ofSeconds(1), 0, null), List.of(use), 0);
        assertThat(document.errors()).isEqualTo(4);
        assertThat(document.syscalls()).singleElement().satisfies(call -> {
            assertThat(call.failed()).isEqualTo(4);
            assertThat(call.errors()).containsExactly(Map.entry("EBADF", 4L));
            assertThat(call.interrupted()).isEqualTo(4);
        });
        SyscallUse only = new SyscallUse(Abi.X86_64, READ, 1, 1, Map.of(512, 1L), 1, latency(1, 1));
        assertThat(TopTable.errors(only)).isEqualTo("0, 1 interrupted");
    }

    @Test
    void aBarShowsEveryBucketThatIsNotEmpty() {
        List<Long> latency = latency(10, 1_000_000);
        latency.set(12, 1L);
        SyscallUse use = new SyscallUse(Abi.X86_64, READ, 1_000_001, 0, Map.of(), 1, latency);
        assertThat(new TopTable(List.of(use), Map.of()).bar(use)).isEqualTo("|@ .|");
    }

    @ParameterizedTest
    @CsvSource({"0, 0ns", "999, 999ns", "1000, 1.0us", "9949, 9.9us", "9950, 10us", "999499, 999us", "999500, 1.0ms", "35000000, 35ms", "1999999999, 2.0s",
        "9949999999, 9.9s", "123000000000, 123s"})
    void timesHaveTwoOrThreeDigits(long nanos, String expected) {
        assertThat(TopTable.time(nanos)).isEqualTo(expected);
    }

    @Test
    void theDocumentIsAsItsSchemaSays() throws IOException {
        CallObservation.Outcome outcome =
                new CallObservation.Outcome("x\u001b[31m", Duration.ofSeconds(2), 7, new CallTracer.Flow(3, 2, 1));
        List<SyscallUse> uses = List.of(use(OPENAT, 20, 5, 300), new SyscallUse(Abi.I386, 4000, 1, 0, Map.of(), 5, latency(31, 1)));
        String document = new DocumentMapper().pretty(TopDocument.of(outcome, uses, 0));
        assertThat(CliSchemas.problems("observe/top.schema.json", document)).isEmpty();
        assertThat(document).contains("\"ENOENT\" : 5", "\"callsPerSecond\" : 10.0", "\"toNanos\" : 4294967296").doesNotContain("\u001b");
        assertThat(CliSchemas.problems("observe/top.schema.json", document.replace("exitCode", "exit"))).isNotEmpty();
    }

    /** All in the bucket from 1024 ns on, all errors ENOENT. */
    private static SyscallUse use(int nr, long count, long errors, long nanos) {
        return new SyscallUse(Abi.X86_64, nr, count, errors, errors == 0 ? Map.of() : Map.of(Errno.ENOENT, errors), nanos, List.copyOf(latency(10, count)));
    }

    private static List<Long> latency(int bucket, long count) {
        List<Long> latency = new ArrayList<>(Collections.nCopies(Layout.LATENCY_BUCKETS, 0L));
        latency.set(bucket, count);
        return latency;
    }

    private static void entry(ByteBuffer bytes, int index, int nr, int error, long count, long errors, long time) {
        int key = index * CallProfileReader.BLOCK_LENGTH;
        int profile = key + CallProfileReader.PROFILE_OFFSET;
        bytes.putShort(key + ProfileKeyFlyweight.NR_OFFSET, (short) nr);
        bytes.putInt(key + ProfileKeyFlyweight.ERROR_OFFSET, error);
        bytes.putLong(profile + ProfileFlyweight.COUNT_OFFSET, count);
        bytes.putLong(profile + ProfileFlyweight.ERRORS_OFFSET, errors);
        bytes.putLong(profile + ProfileFlyweight.TIME_OFFSET, time);
    }
}
