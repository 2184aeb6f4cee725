// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.metric.ExpositionFormat;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SlotKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilingsTest {

    private static final int READ = 0;
    private static final ProfiledContainer WEB = new ProfiledContainer("web", "shop", "w-01234567");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long now = Duration.ofDays(20_000).toNanos();
    private final Profilings profilings = new Profilings(() -> now);
    private final List<ProfilingRequest> sent = new ArrayList<>();

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private ProfilingRequest start() {
        profilings.start("c0ffee", WEB, MINUTE, "alice");
        profilings.send(sent::add);
        return sent.get(sent.size() - 1);
    }

    private void sampled(ProfilingRequest request, int slot, boolean last, long uncounted, SyscallUse... calls) {
        SlotKey key = new SlotKey(slot, 1);
        profilings.sample(new Event.CallsProfiled(new Position(1, 0), now, SlotId.of(1, key), new CallProfile(request, key, last, uncounted, List.of(calls))), any -> WEB);
    }

    /** All in the bucket from 1,024 ns on. */
    private static SyscallUse read(long count, long failed) {
        List<Long> latency = new ArrayList<>(Collections.nCopies(32, 0L));
        latency.set(10, count);
        return new SyscallUse(Abi.X86_64, READ, count, failed, failed == 0 ? Map.of() : Map.of(Errno.EAGAIN, failed), count * 1500, latency);
    }

    private ProfilingDocument document() {
        return profilings.document("c0ffee", "");
    }

    @Test
    void whatTheCollectorCountsIsShownWithRateErrorsAndLatencyOverTime() {
        ProfilingRequest request = start();
        assertThat(request).isEqualTo(new ProfilingRequest("c0ffee", "alice", now, now + MINUTE.toNanos(), ""));
        assertThat(document().summary().state()).isEqualTo(ProfilingSummary.WAITING);
        pass(Duration.ofMillis(1500));
        sampled(request, 1, false, 7, read(100, 0));
        pass(Duration.ofSeconds(1));
        sampled(request, 1, false, 9, read(300, 4));
        CallUseDocument read = document().calls().get(0);
        assertThat(read.calls()).isEqualTo(300);
        assertThat(read.callsPerSecond()).isEqualTo(200);
        assertThat(read.errors()).isEqualTo(Map.of("EAGAIN", 4L));
        assertThat(read.meanNanos()).isEqualTo(1500);
        assertThat(document().latency().boundsNanos()).containsExactly(1024L);
        assertThat(document().latency().slices()).containsExactly(List.of(), List.of(100), List.of(200));
        assertThat(document().summary()).satisfies(summary -> {
            assertThat(summary.state()).isEqualTo(ProfilingSummary.RUNNING);
            assertThat(summary.startedBy()).isEqualTo("alice");
            assertThat(summary.uncounted()).as("since it began").isEqualTo(2);
        });
        assertThat(profilings.document("c0ffee", "read").latency()).isEqualTo(document().latency());
        assertThatThrownBy(() -> profilings.document("c0ffee", "write")).isInstanceOf(FaultException.class).hasMessageContaining("\"write\"");
    }

    @Test
    void aContainerThatStartsAgainCountsOn() {
        ProfilingRequest request = start();
        sampled(request, 1, true, 0, read(100, 0));
        assertThat(document().summary().state()).isEqualTo(ProfilingSummary.WAITING);
        sampled(request, 2, false, 0, read(10, 0));
        sampled(request, 2, false, 0, read(3, 0)); // the collector was started again: it counts anew
        assertThat(document().calls().get(0).calls()).isEqualTo(113);
    }

    @Test
    void itEndsByItselfAndWhoStoppedItIsKept() {
        start();
        pass(MINUTE);
        assertThat(profilings.list()).singleElement().satisfies(summary -> {
            assertThat(summary.state()).isEqualTo(ProfilingSummary.ENDED);
            assertThat(summary.stoppedBy()).isNull();
        });
        start();
        pass(Duration.ofSeconds(5));
        assertThat(profilings.stop("c0ffee", "bob").stoppedBy()).isEqualTo("bob");
        profilings.send(sent::add);
        assertThat(sent.get(2)).satisfies(stopped -> {
            assertThat(stopped.until()).isEqualTo(now);
            assertThat(stopped.stoppedBy()).isEqualTo("bob");
        });
        assertThatThrownBy(() -> profilings.stop("c0ffee", "bob")).isInstanceOf(FaultException.class).hasMessageContaining("is not profiled now");
    }

    @Test
    void whatIsAskedForIsBounded() {
        for (int i = 0; i < Profilings.MAX_RUNNING; i++) {
            profilings.start("c" + i, WEB, MINUTE, "alice");
        }
        assertThatThrownBy(() -> profilings.start("more", WEB, MINUTE, "alice")).isInstanceOf(FaultException.class).hasMessageContaining("stop one");
        assertThatThrownBy(() -> profilings.start("c0", WEB, MINUTE, "alice")).isInstanceOf(FaultException.class).hasMessageContaining("already");
        assertThatThrownBy(() -> profilings.start("long", WEB, Duration.ofHours(2), "alice")).isInstanceOf(FaultException.class).hasMessageContaining("60 minutes");
        for (int i = 0; i < 100; i++) {
            pass(MINUTE);
            profilings.start("d" + i, WEB, MINUTE, "alice");
        }
        assertThat(profilings.list()).hasSize(Profilings.MAX_KEPT).first().satisfies(newest -> assertThat(newest.container()).isEqualTo("d99"));
    }

    @Test
    void whatTheQueueDoesNotTakeIsSentLater() {
        profilings.start("c0ffee", WEB, MINUTE, "alice");
        assertThat(profilings.send(request -> false)).isZero();
        assertThat(profilings.send(sent::add)).isEqualTo(1);
        assertThat(profilings.send(sent::add)).isZero();
    }

    @Test
    void whatAnEarlierProcessAskedForIsShownToo() {
        ProfilingRequest earlier = new ProfilingRequest("c0ffee", "alice", now - 5, now + MINUTE.toNanos(), "");
        sampled(earlier, 1, false, 0, read(5, 0));
        assertThat(document().summary().startedBy()).isEqualTo("alice");
        assertThat(document().summary().workload()).isEqualTo("shop");
        ProfilingRequest newer = new ProfilingRequest("c0ffee", "bob", now, now + MINUTE.toNanos(), "");
        sampled(newer, 1, false, 0, read(1, 0));
        sampled(earlier, 1, true, 0, read(50, 0));
        assertThat(document().summary().startedBy()).isEqualTo("bob");
        assertThat(document().calls().get(0).calls()).as("what comes late of an earlier one is not counted").isEqualTo(1);
    }

    @Test
    void theCallsOfAWorkloadAreMetrics() {
        ProfilingRequest request = start();
        sampled(request, 1, false, 0, read(100, 4));
        Metrics metrics = new Metrics();
        profilings.register(metrics);
        String text = ExpositionFormat.PROMETHEUS.write(metrics.readings());
        assertThat(text).contains("winnow_profiled_calls_total{workload=\"shop\",call=\"read\"} 100\n")
                .contains("winnow_profiled_failures_total{workload=\"shop\",call=\"read\"} 4\n")
                .contains("winnow_profiled_call_seconds_bucket{workload=\"shop\",call=\"read\",le=\"1.024E-6\"} 0\n")
                .contains("winnow_profiled_call_seconds_bucket{workload=\"shop\",call=\"read\",le=\"4.096E-6\"} 100\n")
                .contains("winnow_profiled_call_seconds_count{workload=\"shop\",call=\"read\"} 100\n");
    }

    @Test
    void aLongHistoryHasLongerSlicesAndLosesNothing() {
        LatencyHistory history = new LatencyHistory(now);
        int seconds = 3600;
        for (int i = 0; i < seconds; i++) {
            history.add(now + Duration.ofSeconds(i).toNanos(), read(1, 0).latency());
        }
        assertThat(history.document().sliceMillis()).isEqualTo(16_000);
        assertThat(history.document().slices()).hasSizeLessThanOrEqualTo(LatencyHistory.MAX_SLICES);
        assertThat(history.document().slices().stream().mapToInt(slice -> slice.get(0)).sum()).isEqualTo(seconds);
    }
}
