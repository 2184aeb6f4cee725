// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.CallProfileReader;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Shell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The binding on the real library and kernel. Needs root. */
class TracerIT {

    private static final String NAME = "winnow-tracer-it";

    private final ByteBuffer ring = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static SlotInfo slotAt(Tracer tracer, String path) {
        for (int i = 1; i < tracer.slots(); i++) {
            if (tracer.slot(i).isPresent() && tracer.slot(i).get().path().equals(path)) {
                return tracer.slot(i).get();
            }
        }
        throw new AssertionError("no slot for " + path);
    }

    private static void runIn(Cgroup cgroup, String command) {
        Shell.run("/bin/sh", "-c", "echo $$ > " + cgroup.path() + "/cgroup.procs && exec " + command).orThrow();
    }

    @Test
    void aCgroupGetsASlotAndItsSetComesInASnapshot() throws Exception {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT); Cgroup cgroup = Cgroup.create(NAME)) {
            SlotInfo info = slotAt(tracer, "/" + NAME);
            assertThat(info.cgroupId()).isEqualTo((Long) Files.getAttribute(cgroup.path(), "unix:ino")).isEqualTo(tracer.cgroupId(cgroup.path()));
            assertThat(info.entrypoint()).isZero();
            tracer.mode(info.key(), SlotMode.CONFIRMED | SlotMode.COMMAND, 0);
            runIn(cgroup, "/bin/uname");
            assertThat(tracer.slot(info.key().index()).orElseThrow().entrypoint()).isPositive();
            assertThat(tracer.slot(info.key().index()).orElseThrow().mode()).isEqualTo(SlotMode.CONFIRMED | SlotMode.COMMAND);

            tracer.readItems();
            ByteBuffer bytes = buffer();
            int size = tracer.snapshot(info.key(), true, bytes);
            assertThat(bytes.position()).isEqualTo(size);
            SnapshotFlyweight snapshot = new SnapshotFlyweight();
            snapshot.wrap(bytes, 0, size);
            assertThat(snapshot.slotKey()).isEqualTo(info.key());
            int uname = SyscallTable.number(Abi.X86_64, "uname").orElseThrow();
            assertThat(snapshot.seen(Stage.START, Abi.X86_64, uname / 64) & 1L << uname).isNotZero();
            assertThat(snapshot.window(Stage.START, Abi.X86_64, uname / 64) & 1L << uname).isNotZero();
            assertThat(snapshot.windowNumber()).isEqualTo(1);
            assertThat(snapshot.itemCount()).isPositive();
        }
    }

    @Test
    void drainedRecordsAreAcknowledgedByTheByte() {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT)) {
            long before = tracer.position();
            try (Cgroup cgroup = Cgroup.create(NAME)) {
                assertThat(tracer.awaitUrgent(5000)).isTrue();
                assertThat(tracer.pending()).isPositive();
                int bytes = tracer.drain(ring);
                assertThat(types(ring.flip())).contains(RecordType.CGROUP_CREATED);
                assertThat(tracer.position()).isEqualTo(before + bytes);
                assertThatThrownBy(() -> tracer.drained(bytes + 8)).isInstanceOf(TracerException.class).hasMessageContaining("acknowledged");
                tracer.drained(bytes);
                assertThat(cgroup.path()).exists();
            }
            await().until(() -> {
                int bytes = tracer.drain(ring.clear());
                tracer.drained(bytes);
                return types(ring.flip()).contains(RecordType.CGROUP_REMOVED);
            });
        }
    }

    @Test
    void aProfileCountsTheCommandsCallsAndItsErrorsWhileItsModeIsOn() {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT); Cgroup cgroup = Cgroup.create(NAME)) {
            SlotKey key = slotAt(tracer, "/" + NAME).key();
            tracer.mode(key, SlotMode.CONFIRMED | SlotMode.COMMAND | SlotMode.PROFILE, 0);
            runIn(cgroup, "/bin/sh -c 'cd /none; :' 2> /dev/null");
            CallProfileReader reader = profile(tracer, key, true);
            int chdir = SyscallTable.number(Abi.X86_64, "chdir").orElseThrow();
            List<Integer> refused = new ArrayList<>();
            while (reader.next()) {
                assertThat(reader.key().slotKey()).isEqualTo(key);
                if (reader.key().nr() == chdir && reader.key().abi() == Abi.X86_64) {
                    assertThat(reader.profile().count()).isEqualTo(1);
                    refused.add(reader.key().error());
                    if (reader.key().error() == 0) {
                        assertThat(reader.profile().errors()).isEqualTo(1);
                        assertThat(IntStream.range(0, Layout.LATENCY_BUCKETS).mapToLong(reader.profile()::latency).sum()).isEqualTo(1);
                        assertThat(reader.profile().time()).isPositive();
                    }
                }
            }
            assertThat(refused).containsExactlyInAnyOrder(0, Errno.ENOENT);

            tracer.mode(key, 0, SlotMode.PROFILE);
            runIn(cgroup, "/bin/true");
            assertThat(profile(tracer, key, false).next()).as("counted after the mode was off").isFalse();
        }
    }

    private static CallProfileReader profile(Tracer tracer, SlotKey key, boolean reset) {
        ByteBuffer bytes = buffer();
        CallProfileReader reader = new CallProfileReader();
        reader.wrap(bytes, 0, tracer.profile(key, reset, bytes));
        return reader;
    }

    private static List<RecordType> types(ByteBuffer batch) {
        BatchReader reader = new BatchReader();
        reader.wrap(batch, 0, batch.limit(), 0);
        List<RecordType> types = new ArrayList<>();
        while (reader.next()) {
            types.add(reader.type());
        }
        return types;
    }

    @Test
    void aSlotThatWasReleasedIsStale() {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT); Cgroup cgroup = Cgroup.create(NAME)) {
            SlotKey key = slotAt(tracer, "/" + NAME).key();
            tracer.release(key);
            for (Runnable action : List.<Runnable>of(
                    () -> tracer.mode(key, SlotMode.CONFIRMED, 0),
                    () -> tracer.release(key),
                    () -> tracer.serving(key),
                    () -> tracer.learn(key),
                    () -> tracer.watchPolicy(key, new long[Layout.BITMAP_WORDS]),
                    () -> tracer.profile(key, false, buffer()),
                    () -> tracer.snapshot(key, false, buffer()))) {
                assertThatThrownBy(action::run).isInstanceOfSatisfying(TracerException.class, e -> {
                    assertThat(e.stale()).isTrue();
                    assertThat(e).hasMessageContaining("errno=116");
                });
            }
            assertThat(cgroup.path()).exists();
        }
    }

    @Test
    void policiesPutASlotToWatchAndBack() {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT); Cgroup cgroup = Cgroup.create(NAME)) {
            SlotKey key = slotAt(tracer, "/" + NAME).key();
            tracer.watchPolicy(key, new long[Layout.BITMAP_WORDS]);
            assertThat(tracer.slot(key.index()).orElseThrow().isMode(SlotMode.WATCH)).isTrue();
            tracer.learn(key);
            assertThat(tracer.slot(key.index()).orElseThrow().isMode(SlotMode.WATCH)).isFalse();
            assertThatThrownBy(() -> tracer.watchPolicy(key, new long[3])).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("words=3");
            assertThat(cgroup.path()).exists();
        }
    }

    @Test
    void anOlderCgroupIsWatchedLateWithAllThatLiesBelowIt() {
        try (Cgroup old = Cgroup.create(NAME); Cgroup below = Cgroup.create(NAME + "/below"); Tracer tracer = Tracers.open(TracerOptions.DEFAULT.withSlots(2))) {
            int index = tracer.watch(tracer.cgroupId(old.path()), SlotMode.LATE | SlotMode.CONFIRMED, "/" + NAME).orElseThrow();
            SlotInfo info = tracer.slot(index).orElseThrow();
            assertThat(info.isMode(SlotMode.LATE)).isTrue();
            assertThat(info.path()).isEqualTo("/" + NAME);
            assertThat(tracer.watch(info.cgroupId(), 0, "/" + NAME)).hasValue(index);
            assertThat(tracer.watch(tracer.cgroupId(below.path()), SlotMode.LATE, "/" + NAME + "/below")).as("no slot is free").isEmpty();
            runIn(below, "/bin/uname");
            ByteBuffer bytes = buffer();
            tracer.readItems();
            SnapshotFlyweight snapshot = new SnapshotFlyweight();
            snapshot.wrap(bytes, 0, tracer.snapshot(info.key(), false, bytes));
            assertThat(snapshot.produced()).isPositive();
        }
    }

    @Test
    void failuresCarryErrnoAndSentence() {
        try (Tracer tracer = Tracers.open(TracerOptions.DEFAULT)) {
            assertThatThrownBy(() -> tracer.cgroupId(Path.of("/sys/fs/cgroup/no/such/group"))).isInstanceOfSatisfying(TracerException.class, e -> {
                assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                assertThat(e).hasMessageContaining("/sys/fs/cgroup/no/such/group");
            });
            assertThatThrownBy(() -> tracer.drain(ByteBuffer.allocate(100))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Tracers.open(TracerOptions.DEFAULT.withPinDirectory(Path.of("/tmp/not-bpffs"))))
                .isInstanceOf(TracerException.class)
                .hasMessageContaining("/tmp/not-bpffs");
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsAnError() {
        Tracer tracer = Tracers.open(TracerOptions.DEFAULT);
        assertThat(tracer.resumed()).isFalse();
        assertThat(tracer.epoch()).isNotZero();
        assertThat(tracer.counters().slotsExhausted()).isZero();
        tracer.close();
        tracer.close();
        assertThatThrownBy(tracer::pending).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void theProbeNamesFeaturesWithTheirWays() throws Exception {
        JsonNode probe = new ObjectMapper().readTree(Tracers.probe());
        assertThat(probe.path("capabilities").path("ok").isBoolean()).isTrue();
        assertThat(probe.properties()).isNotEmpty().allSatisfy(feature -> {
            assertThat(feature.getValue().path("ok").isBoolean()).isTrue();
            assertThat(feature.getValue().path("mechanism").isTextual()).isTrue();
            assertThat(feature.getValue().path("remedy").isTextual()).isTrue();
        });
    }

    @Test
    void theClockOffsetTurnsBootTimeIntoWallTime() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
        long boot = (long) (Double.parseDouble(uptime) * 1e9);
        assertThat((boot + Tracers.clockOffset()) / 1e9).isCloseTo(System.currentTimeMillis() / 1e3, org.assertj.core.data.Offset.offset(2.0));
    }
}
