// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachStoreTest {

    private static final WorkloadId WEB = new WorkloadId("shop/../web", "sha256:aa");
    private static final Reach REACH = new Reach(
            Map.of(Abi.X86_64, Map.of(74, new ReachOrigin("/lib/libc.so.6", "fsync", "fsync"), 39, new ReachOrigin("/bin/web", "0x1000", "")),
                    Abi.I386, Map.of(20, new ReachOrigin("/bin/web", "0x1010", ""))),
            List.of(new ReachGap(ReachGap.Kind.UNKNOWN_NUMBER, "/bin/web", "0x1020"), new ReachGap(ReachGap.Kind.LOADS_LIBRARIES, "/bin/web", "dlopen")));

    @TempDir
    private Path baselines;

    private ReachStore store;

    @BeforeEach
    void open() {
        store = new ReachStore(baselines);
    }

    @Test
    void whatIsSavedIsKnownHereAndToOthers() {
        assertThat(store.of(WEB)).isEmpty();
        store.save(WEB, ReachDocument.of(List.of("/bin/web"), REACH));
        assertThat(store.of(WEB)).contains(REACH);
        assertThat(new ReachStore(baselines).of(WEB)).contains(REACH);
        assertThat(store.of(new WorkloadId("shop/../web", "sha256:bb"))).isEmpty();
    }

    @Test
    void aDocumentThatAnotherProcessReplacesIsReadAnew() throws IOException {
        store.save(WEB, ReachDocument.of(List.of(), Reach.NONE));
        assertThat(store.of(WEB)).contains(Reach.NONE);
        ReachStore other = new ReachStore(baselines);
        other.save(WEB, ReachDocument.of(List.of(), REACH));
        Files.setLastModifiedTime(ReachStore.file(baselines, WEB), FileTime.fromMillis(1));
        assertThat(store.of(WEB)).contains(REACH);
    }

    @Test
    void aDamagedDocumentCountsAsNone() throws IOException {
        store.save(WEB, ReachDocument.of(List.of("/bin/web"), REACH));
        String text = Files.readString(ReachStore.file(baselines, WEB));
        for (String damaged : List.of("", "{", text.substring(1), text.replace("74", "99999999"), text.replace("x86_64", "mips"),
                text.replace("unknown number", "something else"), text.replaceFirst("1", "2"))) {
            assertThat(damaged).isNotEqualTo(text);
            assertThatThrownBy(() -> ReachStore.document(damaged.getBytes(StandardCharsets.UTF_8)).reach()).isInstanceOf(IllegalArgumentException.class);
            Files.writeString(ReachStore.file(baselines, WEB), damaged);
            assertThat(new ReachStore(baselines).of(WEB)).as(damaged).isEmpty();
        }
    }

    @Test
    void whatIsForgottenIsNotReachedAnyMore() {
        BaselineStore workloads = new BaselineStore(baselines);
        Workload workload = new Workload(WEB, BaselineState.LEARNING, Baseline.EMPTY, Baseline.EMPTY, 0);
        workloads.save(workload);
        store.save(WEB, ReachDocument.of(List.of("/bin/web"), REACH));
        workloads.forget(workload, new Decision(5, Decision.Action.FORGET, "uid 0", 0));
        assertThat(store.of(WEB)).isEmpty();
    }
}
