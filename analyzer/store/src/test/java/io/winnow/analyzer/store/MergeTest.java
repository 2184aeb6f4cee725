// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Merge;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several hosts' baselines of one workload. */
class MergeTest {

    private static final WorkloadId WEB = new WorkloadId("shop/web", "sha256:ab");

    private final Baseline one = new SampleBaseline().calls(Stage.SERVE, "read").build();
    private final Baseline two = new SampleBaseline().calls(Stage.SERVE, "write").build();
    private final Baseline odd = new SampleBaseline().calls(Stage.SERVE, "mount").build();

    @Test
    void holdsWhatAnyHostSawWhateverTheOrder() {
        Merge merge = Merge.of(List.of(learning(one), learning(two)));
        assertThat(merge.workload().baseline()).isEqualTo(one.join(two));
        assertThat(Merge.of(List.of(learning(two), learning(one), learning(one)))).isEqualTo(merge);
    }

    @Test
    void isFrozenWhereAllAre() {
        Merge merge = Merge.of(List.of(frozen(one, odd, 5), frozen(two, Baseline.EMPTY, 7)));
        assertThat(merge.workload().frozen()).isTrue();
        assertThat(merge.workload().frozenAt()).isEqualTo(7);
        assertThat(merge.workload().pending()).isEqualTo(odd);
    }

    @Test
    void whatOneHostHoldsForReviewAndAnotherVouchesForIsDue() {
        assertThat(Merge.of(List.of(frozen(one, two, 5), frozen(two, Baseline.EMPTY, 7))).workload().reviewDue()).isFalse();
    }

    @Test
    void itemsWithoutAnOperatorsApprovalStayOut() {
        Merge merge = Merge.of(List.of(frozen(one, odd, 5), learning(two)));
        assertThat(merge.reviewLeftOut()).isTrue();
        assertThat(merge.workload().state()).isEqualTo(BaselineState.LEARNING);
        assertThat(merge.workload().baseline()).isEqualTo(one.join(two));
    }

    @Test
    void twoWorkloadsAreNotMerged() {
        Workload other = new Workload(new WorkloadId("shop/db", ""), BaselineState.LEARNING, two, Baseline.EMPTY, 0);
        assertThatThrownBy(() -> Merge.of(List.of(learning(one), other)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("shop/db").hasMessageContaining("shop/web");
    }

    @Test
    void aDocumentIsReadAsItWasWritten() {
        Workload workload = frozen(one, odd, 5);
        byte[] document = WorkloadFile.write(workload).getBytes(StandardCharsets.UTF_8);
        assertThat(WorkloadFile.isOne(document)).isTrue();
        assertThat(WorkloadFile.read(document)).isEqualTo(workload);
    }

    @Test
    void brokenDocumentsAreRefusedWithAReason() {
        for (String broken : List.of("", "[]", "{", "{\"version\":1}", "{\"version\":9,\"baseline\":{}}", "{\"version\":1,\"name\":\"a\",\"revision\":\"\","
                + "\"baseline\":{\"items\":[null]}}", "[".repeat(100_000))) {
            assertThatThrownBy(() -> WorkloadFile.read(broken.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("\n");
        }
        assertThat(WorkloadFile.isOne("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    private static Workload learning(Baseline baseline) {
        return new Workload(WEB, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
    }

    private static Workload frozen(Baseline baseline, Baseline pending, long at) {
        return new Workload(WEB, BaselineState.FROZEN, baseline, pending, at);
    }
}
