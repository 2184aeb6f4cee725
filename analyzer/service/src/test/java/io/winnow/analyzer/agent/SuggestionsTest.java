// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.SyscallAdvice;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.LearnedFilter;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.Confinement;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.violation.ImplicitAllowances;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    private final Suggestions suggestions = new Suggestions(new Advisor(), AdviceOptions.DEFAULT);

    /** A suggested profile names calls that it refuses like any other, so that runc refuses them as the learned filter did. */
    @Test
    void onlyARefusalWithAnErrnoOfItsOwnIsOnPurpose() {
        Baseline baseline = new BaselineBuilder().underFilter(LearnedFilter.of(new ProfileWriter().write(DockerDefault.resolve(Capability.dockerDefault())))).build();
        Workload workload = new Workload(new WorkloadId("shop/web", ""), BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);

        assertThat(suggestions.preview(workload, RuntimeCallSets.EMPTY).seccomp().rules()).anyMatch(rule -> !rule.action().allows() && rule.names().contains("cachestat"));
        assertThat(suggestions.implicitAllowances(workload, RuntimeCallSets.EMPTY).denials())
                .extracting(refusal -> SyscallTable.name(refusal.abi(), refusal.nr()).orElseThrow(), ImplicitAllowances.IntendedRefusal::errno)
                .containsOnly(tuple("clone3", (long) Errno.ENOSYS));
    }

    /** Docker stores the image's digest of every container. */
    @Test
    void whatIsExportedIsAboutTheServiceWhateverTheRevisionOfItsImage() throws Exception {
        Workload workload = new Workload(
                new WorkloadId("shop/web", "sha256:0123456789abcdef"), BaselineState.LEARNING, Baseline.EMPTY, Baseline.EMPTY, 0);

        Confinement confinement = suggestions.confinement(workload, suggestions.preview(workload, RuntimeCallSets.EMPTY));

        assertThat(confinement.workload()).isEqualTo("shop/web@sha256:0123456789ab");
        YAMLMapper yaml = new YAMLMapper();
        assertThat(yaml.readTree(ExportFormat.COMPOSE.write(confinement)).path("services").fieldNames()).toIterable().containsExactly("web");
        assertThat(yaml.readTree(ExportFormat.KUBERNETES.write(confinement)).at("/spec/containers/0/name").asText()).isEqualTo("web");
    }

    @Test
    void aCallerChoosesTheToleranceAndOtherwiseTheServiceDoes() {
        Workload workload = new SampleBaseline().calls(Stage.SERVE, "newfstatat").workload();
        ProfileRequest byDefault = ProfileRequest.of("docker");
        assertThat(names(workload, byDefault)).contains("statx");
        assertThat(names(workload, byDefault.withTolerance("exact"))).contains("newfstatat").doesNotContain("statx");
        assertThatThrownBy(() -> names(workload, byDefault.withTolerance("loose"))).hasMessageStartingWith("there is no tolerance \"loose\"");
    }

    @Test
    void whatTheProfileToleratesIsNotAllowedWithoutAReport() {
        Workload workload = new SampleBaseline().calls(Stage.SERVE, "newfstatat").workload();
        ImplicitAllowances implicit = suggestions.implicitAllowances(workload, RuntimeCallSets.EMPTY);
        ImplicitAllowances.Call statx = new ImplicitAllowances.Call(Abi.X86_64, SampleBaseline.number("statx"));
        assertThat(implicit.tolerated()).contains(statx);
        assertThat(implicit.calls()).doesNotContain(statx).contains(new ImplicitAllowances.Call(Abi.X86_64, SampleBaseline.number("exit_group")));
        FrozenBaseline frozen = new FrozenBaseline(workload.baseline(), implicit);
        assertThat(frozen.judge(Item.syscall(Abi.X86_64, Stage.SERVE, statx.nr()), 0)).contains(ViolationKind.SYSCALL);
        assertThat(frozen.tolerates(Item.syscall(Abi.X86_64, Stage.SERVE, statx.nr()))).isTrue();
    }

    private List<String> names(Workload workload, ProfileRequest request) {
        return suggestions.preview(workload, RuntimeCallSets.EMPTY, request).syscalls().stream().map(SyscallAdvice::name).toList();
    }

    /** systemd knows no conditions on the arguments of ioctl, of which one request types into terminals of others. */
    @Test
    void aUnitMayMakeACallThatIsDangerousWithSomeArgumentsOnlyIfTheServiceWasSeenToMakeIt() {
        Reach reach = new Reach(Map.of(Abi.X86_64, Map.of(SampleBaseline.number("ioctl"), new ReachOrigin("/bin/app", "main", ""))), List.of());
        Suggestions reaching = new Suggestions(new Advisor(Optional::empty, id -> Optional.of(reach)), AdviceOptions.DEFAULT.withTolerance(Tolerance.REACH));
        SampleBaseline sample = new SampleBaseline().calls(Stage.SERVE, "read");
        assertThat(exported(reaching, sample.workload(), ExportFormat.SYSTEMD)).contains("read").doesNotContain("ioctl");
        assertThat(exported(reaching, sample.workload(), ExportFormat.DOCKER)).contains("ioctl");
        sample.calls(Stage.SERVE, "ioctl");
        assertThat(exported(reaching, sample.workload(), ExportFormat.SYSTEMD)).contains("ioctl");
    }

    private static String exported(Suggestions suggestions, Workload workload, ExportFormat format) {
        return format.write(suggestions.confinement(workload, suggestions.preview(workload, RuntimeCallSets.EMPTY)));
    }
}
