// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.tracer.FakeTracer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallProfilingTest {

    private static final int READ = 0;
    private static final int CLOSE = 3;

    @TempDir
    Path directory;

    private final FakeTracer tracer = new FakeTracer();
    private final List<TrackedSlot> slots = new ArrayList<>();
    private EventsQueue queue;
    private CallProfiling profiling;
    private long now = 1;

    @BeforeEach
    void start() {
        queue = EventsQueue.open(QueueConfig.of(directory), tracer::clockOffset);
        profiling = new CallProfiling(tracer, queue, () -> now, now);
    }

    @AfterEach
    void stop() {
        queue.close();
    }

    private TrackedSlot container(String id) {
        CgroupRef cgroup = new CgroupRef(slots.size() + 5, "/" + id);
        TrackedSlot slot = new TrackedSlot(tracer.mkdir(cgroup.id(), cgroup.path()), cgroup, false, false, false, now, now);
        slot.container = new ContainerDescription(id, ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, "", id, "", "", List.of(), Map.of(), Grants.UNKNOWN, true);
        slots.add(slot);
        return slot;
    }

    private void ask(String container, Duration time) {
        profiling.ask(request(container, time));
    }

    private ProfilingRequest request(String container, Duration time) {
        return new ProfilingRequest(container, "alice", now, now + time.toNanos(), "");
    }

    private void pass(Duration time) {
        now += time.toNanos();
        profiling.turn(slots, now);
    }

    private boolean profiled(TrackedSlot slot) {
        return tracer.slot(slot.key.index()).orElseThrow().isMode(SlotMode.PROFILE);
    }

    private List<CallProfile> written() {
        return EventLog.read(directory).profiles;
    }

    @Test
    void onlyTheContainerThatWasAskedForIsProfiledUntilItsTimeIsOver() {
        TrackedSlot web = container("web");
        TrackedSlot other = container("other");
        ask("web", Duration.ofMillis(2500));
        pass(Duration.ofSeconds(1));
        assertThat(profiled(web)).isTrue();
        assertThat(profiled(other)).isFalse();
        tracer.returned(web.key, READ);
        pass(Duration.ofSeconds(1));
        tracer.returned(web.key, READ);
        tracer.returned(web.key, CLOSE);
        pass(Duration.ofSeconds(1));
        assertThat(profiled(web)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(written()).extracting(CallProfile::last).containsExactly(false, true);
        CallProfile last = written().get(1);
        assertThat(last.request()).isEqualTo(new ProfilingRequest("web", "alice", 1, 2_500_000_001L, ""));
        assertThat(last.slot()).isEqualTo(web.key);
        assertThat(last.calls()).extracting(SyscallUse::name).containsExactly("read", "close");
        assertThat(last.calls()).extracting(SyscallUse::count).containsExactly(2L, 1L);
    }

    @Test
    void whoStoppedItIsInTheLastDocument() {
        TrackedSlot web = container("web");
        ask("web", Duration.ofMinutes(10));
        pass(Duration.ofSeconds(1));
        profiling.ask(request("web", Duration.ofMinutes(9)).stopped("bob", now));
        pass(Duration.ofSeconds(1));
        assertThat(profiled(web)).isFalse();
        assertThat(written()).singleElement().satisfies(last -> {
            assertThat(last.last()).isTrue();
            assertThat(last.request().stoppedBy()).isEqualTo("bob");
        });
    }

    @Test
    void whateverIsAskedAFewContainersAreProfiledAndForAnHourAtMost() {
        for (int i = 0; i <= CallProfiling.MAX_CONTAINERS; i++) {
            container("c" + i);
            ask("c" + i, Duration.ofDays(100));
        }
        pass(Duration.ofSeconds(1));
        assertThat(slots.stream().filter(this::profiled)).hasSize(CallProfiling.MAX_CONTAINERS);
        pass(CallProfiling.LONGEST);
        assertThat(slots.stream().filter(this::profiled)).isEmpty();
    }

    @Test
    void anOldRequestThatIsReadAgainAsksForNothing() {
        TrackedSlot web = container("web");
        ProfilingRequest old = request("web", Duration.ofSeconds(1));
        now += Duration.ofMinutes(1).toNanos();
        profiling.ask(old);
        pass(Duration.ofSeconds(1));
        assertThat(profiled(web)).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void aSlotThatAnEarlierCollectorLeftInProfileModeLeavesIt() {
        TrackedSlot web = container("web");
        tracer.mode(web.key, SlotMode.PROFILE, 0);
        web.profiled = true;
        pass(Duration.ofSeconds(1));
        assertThat(profiled(web)).isFalse();
    }

    @Test
    void theEndOfAContainerWritesWhatWasCountedLast() {
        TrackedSlot web = container("web");
        ask("web", Duration.ofMinutes(1));
        pass(Duration.ofSeconds(1));
        tracer.returned(web.key, CLOSE);
        profiling.end(web);
        assertThat(written()).singleElement().satisfies(last -> assertThat(last.calls()).extracting(SyscallUse::name).containsExactly("close"));
        profiling.end(web);
        assertThat(written()).hasSize(1);
    }
}
