// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static io.winnow.analyzer.baseline.Events.slot;
import static io.winnow.analyzer.baseline.Events.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilityFallbackTest {

    private static final int OPENAT = 257;

    private static Item check(Capability capability, boolean granted) {
        int verdict = CapabilityCheck.INITIAL_NS | (granted ? CapabilityCheck.GRANTED : 0);
        return new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, capability.number(), OPENAT, verdict);
    }

    private static final Item READ_REFUSED = check(Capability.CAP_DAC_READ_SEARCH, false);
    private static final Item OVERRIDE_GRANTED = check(Capability.CAP_DAC_OVERRIDE, true);
    private static final Item OVERRIDE_REFUSED = check(Capability.CAP_DAC_OVERRIDE, false);

    private static Map<Item, Integer> judge(Events.SnapshotBuilder snapshot) {
        return CapabilityFallback.judge(snapshot.build());
    }

    @Test
    void asManyRefusedReadsAsOverridesMeansReading() {
        assertThat(judge(snapshot(slot(1, 1), 60).item(READ_REFUSED, 5, 1, 9, 0).item(OVERRIDE_GRANTED, 5, 1, 9, 0)))
                .isEqualTo(Map.of(OVERRIDE_GRANTED, Observations.FALLBACK));
    }

    @Test
    void moreOverridesThanRefusedReadsMeansWriting() {
        assertThat(judge(snapshot(slot(1, 1), 60).item(READ_REFUSED, 5, 1, 9, 0).item(OVERRIDE_GRANTED, 6, 1, 9, 0)))
                .isEqualTo(Map.of(OVERRIDE_GRANTED, Observations.BEYOND_FALLBACK));
    }

    @Test
    void readsThatWereRefusedForGoodDoNotEvictForWrites() {
        assertThat(judge(snapshot(slot(1, 1), 60)
                        .item(READ_REFUSED, 5, 1, 9, 0)
                        .item(OVERRIDE_GRANTED, 3, 1, 9, 0)
                        .item(OVERRIDE_REFUSED, 3, 1, 9, 0)))
                .isEqualTo(Map.of(OVERRIDE_GRANTED, Observations.BEYOND_FALLBACK));
    }

    @Test
    void countersInMotionAreNotCompared() {
        Events.SnapshotBuilder moving = snapshot(slot(1, 1), 60).item(READ_REFUSED, 5, 1, 60, 0).item(OVERRIDE_GRANTED, 6, 1, 60, 0);
        assertThat(judge(moving)).isEmpty();
        assertThat(judge(moving.last())).as("the container is gone").isEqualTo(Map.of(OVERRIDE_GRANTED, Observations.BEYOND_FALLBACK));
    }

    @Test
    void oneWritingReplicaOutweighsAllThatRead() {
        Observations reading = Observations.by(1).withFlags(Observations.FALLBACK);
        assertThat(reading.onlyFallback()).isTrue();
        assertThat(reading.join(Observations.by(1).withFlags(Observations.BEYOND_FALLBACK)).onlyFallback()).isFalse();
    }
}
