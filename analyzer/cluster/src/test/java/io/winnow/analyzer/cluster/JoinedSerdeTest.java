// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a hub stores of a workload. */
class JoinedSerdeTest {

    private static final int CASES = 1_000;

    private final JoinedSerde serde = new JoinedSerde();

    @Test
    void whatIsStoredIsReadAsItWas() {
        RandomBaselines random = new RandomBaselines(21);
        for (int i = 0; i < CASES; i++) {
            Joined joined = joined(random.next());
            Reporters.Builder reporters = new Reporters.Builder(Reporters.NONE, item -> false);
            reporters.report("node-1", joined.workload().baseline().items().keySet());
            reporters.report("\u001b[31m", random.next().items().keySet());
            Joined named = joined.with(reporters.build());
            assertThat(serde.deserializer().deserialize("", serde.serializer().serialize("", named))).isEqualTo(named);
        }
    }

    @Test
    void theFirstFormIsReadWithoutWhoReportedWhat() {
        Joined joined = joined(new RandomBaselines(22).next());
        byte[] document = WorkloadFile.write(joined.workload()).getBytes(StandardCharsets.UTF_8);
        byte[] calls = new DocumentMapper().write(Shared.runtimeCalls("", Shared.HUB, joined.workload().id(), RuntimeCallSets.EMPTY));
        byte[] first = ByteBuffer.allocate(12 + document.length + calls.length).putInt(3).putInt(2).putInt(document.length).put(document).put(calls).array();
        assertThat(serde.deserializer().deserialize("", first)).isEqualTo(joined);
    }

    private static Joined joined(Baseline baseline) {
        WorkloadId id = new WorkloadId("shop/deployment/web/nginx", "sha256:0123");
        return new Joined(new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0), RuntimeCallSets.EMPTY, Reporters.NONE, 3, 2);
    }
}
