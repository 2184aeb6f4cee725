// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The patch in terms of the typed model of the Kubernetes API: every field is one that the API knows, at its place and of its type. */
class KubernetesPatchTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void isMadeOfFieldsThatTheApiKnows() throws IOException {
        Confinement dockers = new Confinement("dockers", DockerDefault.resolve(Capability.dockerDefault()), Capability.dockerDefault());
        Confinement none = new Confinement("none", Samples.PROFILE, Set.of(), true);
        for (Confinement confinement : List.of(Samples.web(), Samples.named("a b"), dockers, none)) {
            JsonNode written = YAML.readTree(ExportFormat.KUBERNETES.write(confinement));
            Pod pod = YAML.treeToValue(written, Pod.class);
            assertThat(unknown(pod)).isEmpty();
            JsonNode again = YAML.valueToTree(pod);
            assertThat(again.at("/spec")).isEqualTo(written.at("/spec"));
        }
    }

    @Test
    void theModelReportsAFieldThatTheApiDoesNotKnow() throws IOException {
        String misspelt = ExportFormat.KUBERNETES.write(Samples.web()).replace("localhostProfile", "localProfile");
        assertThat(unknown(YAML.readValue(misspelt, Pod.class))).isNotEmpty();
    }

    @Test
    void saysWhatTheContainerGets() throws IOException {
        SecurityContext context = YAML.readValue(ExportFormat.KUBERNETES.write(Samples.web()), Pod.class).getSpec().getContainers().get(0).getSecurityContext();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).containsExactly("NET_BIND_SERVICE", "SYS_TIME");
        assertThat(context.getSeccompProfile().getType()).isEqualTo("Localhost");
    }

    /** What the model has no field for ends here. */
    private static Map<String, Object> unknown(Pod pod) {
        PodSpec spec = pod.getSpec();
        Container container = spec.getContainers().get(0);
        SecurityContext context = container.getSecurityContext();
        return Stream.of(
                        pod.getAdditionalProperties(), spec.getAdditionalProperties(), container.getAdditionalProperties(),
                        context.getAdditionalProperties(), context.getCapabilities().getAdditionalProperties(),
                        context.getSeccompProfile().getAdditionalProperties())
                .filter(properties -> !properties.isEmpty()).findFirst().orElse(Map.of());
    }
}
