// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.Confinement;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.workload.WorkloadId;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    private final Suggestions suggestions = new Suggestions(new Advisor(), AdviceOptions.DEFAULT);

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
}
