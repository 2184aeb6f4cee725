// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EveryVersionTest {

    private static final String NAME = "shop/deployment/web/nginx";
    private static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");
    private static final int EXECVE = 59;
    private static final int MOUNT = 165;
    private static final int UNSHARE = 272;
    private static final int PTRACE = 101;

    private final Profiles profiles = new Profiles(new Suggestions(new Advisor(Optional::empty), AdviceOptions.DEFAULT));

    private static Workload version(String digest, long frozenAt, int call) {
        BaselineBuilder builder = new BaselineBuilder().whole();
        builder.runtime(new RuntimeCallsKey(RUNC, RuntimeCallsKind.PRIVILEGED));
        builder.see(Item.syscall(Abi.X86_64, Stage.SERVE, call), new Observations(1_000, 2_000, 1, 0, Optional.empty()));
        BaselineState state = frozenAt == 0 ? BaselineState.LEARNING : BaselineState.FROZEN;
        return new Workload(new WorkloadId(NAME, digest), state, builder.build(), Baseline.EMPTY, frozenAt);
    }

    private String profile(ProfileRequest request, Workload... versions) {
        RuntimeCallSets calls = RuntimeCallSets.EMPTY.with(
                new RuntimeCallsKey(RUNC, RuntimeCallsKind.PRIVILEGED), new RuntimeCalls(new TreeSet<>(Set.of(EXECVE)), 1_000, 2_000));
        return profiles.rendering(EveryVersion.of(List.of(versions)), ExportFormat.SPO, request, calls).body();
    }

    @Test
    void whatIsFrozenIsTakenTogetherAndWhatLearnsIsLeftOut() {
        String profile = profile(ProfileRequest.of("spo").ofEveryVersion(),
                version("sha256:1", 7_000, MOUNT), version("sha256:2", 0, PTRACE), version("sha256:3", 5_000, UNSHARE));
        assertThat(profile).contains("- mount", "- unshare").doesNotContain("- ptrace");
        assertThat(EveryVersion.of(List.of(version("sha256:1", 7_000, MOUNT), version("sha256:3", 5_000, UNSHARE))).id().revision()).isEqualTo("sha256:1");
    }

    @Test
    void ifNoneIsFrozenItIsWhatAnyOfThemDoes() {
        assertThat(profile(ProfileRequest.of("spo").ofEveryVersion(), version("sha256:1", 0, MOUNT), version("sha256:2", 0, PTRACE))).contains("- mount", "- ptrace");
    }

    @Test
    void itsNameDoesNotChangeWithTheImage() {
        ProfileRequest every = ProfileRequest.of("spo").ofEveryVersion();
        assertThat(profile(every, version("sha256:1", 7_000, MOUNT))).isEqualTo(profile(every, version("sha256:2", 8_000, MOUNT)))
                .contains("winnow.io/workload: " + NAME + "\n");
        assertThat(profile(ProfileRequest.of("spo"), version("sha256:1", 7_000, MOUNT))).contains("winnow.io/workload: " + NAME + "@sha256:1\n");
    }
}
