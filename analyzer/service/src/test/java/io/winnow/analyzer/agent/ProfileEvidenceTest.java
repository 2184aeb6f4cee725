// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.format.SeccompArtifact;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Sha256;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProfileEvidenceTest {

    private static final RuntimeCallsKey RUNC = new RuntimeCallsKey(new RuntimeIdentity("runc", "1.1.5"), RuntimeCallsKind.PRIVILEGED);
    private static final WorkloadId WEB = new WorkloadId("shop/deployment/web/nginx", "sha256:0123456789abcdef");
    private static final int EXECVE = 59;
    private static final int MOUNT = 165;
    private static final int UNSHARE = 272;

    private final Profiles profiles = new Profiles(new Suggestions(new Advisor(Optional::empty), AdviceOptions.DEFAULT));

    private static Baseline baseline(int... calls) {
        BaselineBuilder builder = new BaselineBuilder().whole();
        builder.runtime(RUNC);
        for (int call : calls) {
            builder.see(Item.syscall(Abi.X86_64, Stage.SERVE, call), new Observations(1_000_000_000L, 2_000_000_000L, 1, 0, Optional.empty()));
        }
        return builder.build();
    }

    private static Workload frozen(Baseline baseline, Baseline pending) {
        return new Workload(WEB, BaselineState.FROZEN, baseline, pending, 5_000, List.of(new Decision(5_000, Decision.Action.FREEZE, "alice", 1, "re\u00adviewed")));
    }

    private String rendered(Workload workload, ExportFormat format, ProfileRequest request) {
        RuntimeCallSets calls = RuntimeCallSets.EMPTY.with(RUNC, new RuntimeCalls(new TreeSet<>(Set.of(EXECVE)), 1_000, 2_000));
        return profiles.rendering(workload, format, request, calls).body();
    }

    private JsonNode statement(Workload workload) throws IOException {
        return new ObjectMapper().readTree(rendered(workload, ExportFormat.IN_TOTO, ProfileRequest.of("in-toto")));
    }

    @Test
    void itIsAboutTheProfileThatIsExportedWithTheSameChoices() throws IOException {
        Workload workload = frozen(baseline(MOUNT), Baseline.EMPTY);
        ProfileRequest request = new ProfileRequest("in-toto", List.of(), List.of("getpid"), List.of("bpf"), false, false, false, false, "exact");
        byte[] profile = rendered(workload, ExportFormat.DOCKER, request.withFormat("docker")).getBytes(StandardCharsets.UTF_8);
        JsonNode statement = new ObjectMapper().readTree(rendered(workload, ExportFormat.IN_TOTO, request));
        assertThat(statement.at("/subject/0/digest/sha256").asText()).isEqualTo(Sha256.hex(SeccompArtifact.manifest(profile)));
        assertThat(statement.at("/subject/1/digest/sha256").asText()).isEqualTo(Sha256.hex(profile));
        assertThat(statement.at("/predicate/choices")).extracting(JsonNode::asText).containsExactly("tolerance exact", "allow getpid", "block bpf");
    }

    @Test
    void itSaysWhatTheProfileRestsOn() throws IOException {
        Baseline baseline = baseline(MOUNT, UNSHARE);
        JsonNode predicate = statement(frozen(baseline, Baseline.EMPTY)).path("predicate");
        assertThat(predicate.path("image").asText()).isEqualTo("sha256:0123456789abcdef");
        assertThat(predicate.path("state").asText()).isEqualTo("frozen");
        assertThat(predicate.at("/baseline/items").asInt()).isEqualTo(2);
        assertThat(predicate.at("/baseline/firstSeen").asText()).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(predicate.at("/runtimes/0").asText()).contains("runc 1.1.5");
        assertThat(predicate.at("/coverage/starts").isInt()).isTrue();
        assertThat(predicate.at("/decisions/0/by").asText()).isEqualTo("alice");
        assertThat(predicate.at("/decisions/0/note").asText()).startsWith("re?viewed");
        String bare = WorkloadFile.write(new Workload(WEB, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0));
        assertThat(predicate.at("/baseline/digest/sha256").asText()).isEqualTo(Sha256.hex(bare));
    }

    @Test
    void theSameBaselineGivesTheSameWhateverWasSeenSince() throws IOException {
        JsonNode statement = statement(frozen(baseline(MOUNT), Baseline.EMPTY));
        assertThat(statement(frozen(baseline(MOUNT), baseline(UNSHARE)))).isEqualTo(statement);
        assertThat(statement(frozen(baseline(MOUNT, UNSHARE), Baseline.EMPTY)).at("/predicate/baseline/digest")).isNotEqualTo(statement.at("/predicate/baseline/digest"));
    }

    @Test
    void ofEveryVersionItNamesNoImage() throws IOException {
        Workload workload = frozen(baseline(MOUNT), Baseline.EMPTY);
        JsonNode statement = new ObjectMapper().readTree(rendered(workload, ExportFormat.IN_TOTO, ProfileRequest.of("in-toto").ofEveryVersion()));
        assertThat(statement.at("/predicate/image").isMissingNode()).isTrue();
        assertThat(statement.at("/subject/0/name").asText()).isEqualTo(WEB.name());
    }
}
